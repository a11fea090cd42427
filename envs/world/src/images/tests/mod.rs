mod digits;
mod files;
mod gallery;
mod idx;
mod options;
