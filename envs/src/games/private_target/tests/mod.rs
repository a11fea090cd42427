mod config;
mod rewards;
