//! Inside the sandbox.
