mod law;
mod speed;
mod table;
mod world;
