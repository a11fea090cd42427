mod config;
mod payoffs;
