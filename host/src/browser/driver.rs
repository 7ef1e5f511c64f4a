//! What the drivers are told.
