mod law;
mod table;
mod world;
