//! The AGP language reference and the pages of its error codes.
