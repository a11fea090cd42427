//! How an agent makes and hears discrete symbols.

pub mod config;
