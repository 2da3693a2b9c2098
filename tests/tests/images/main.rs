//! Policy images, from the compiler's bytes to the engine's verdicts, and everything in between
//! that somebody might do to them.

mod hostile;
mod loading;
mod round_trip;
