//! Folders for what must not stay: documents in plain text, on their way into a browser. Only this user can look into them,
//! whatever the umask, and each goes when the value that stands for it is dropped, however the work on it ended.

mod error;
mod folder;
mod private;

pub use error::ScratchError;
pub use folder::ScratchFolder;
pub use private::{copy_file, ensure_private_folder, make_folder, write_file};

#[cfg(test)]
mod tests;
