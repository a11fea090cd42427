//! How files are reached and written: below a folder's handle, whole or not at all, or only growing.

pub mod append;
pub mod atomic;
pub mod entry;
pub mod folder;
pub mod mark;
pub mod section;
