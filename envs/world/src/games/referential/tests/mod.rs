mod config;
mod deal;
mod masks;
mod observation;
mod restore;
mod rewards;
mod table;
mod view;
