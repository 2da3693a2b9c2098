//! The standard modules of AGP.
