//! The engine from outside: its claims against slow twins, and whole runs as officers see them.

mod assignment;
mod changes;
mod county;
<<<<<<< HEAD
mod decisions;
=======
mod field;
>>>>>>> 32a2981 (A field shows all eligible pairs when asked, and the best of them at some prices, without storing any)
mod parties;
mod points;
mod runs;
mod season;
mod twins;
