//! A file that settings name, read whole and within a bound, whatever it is: a device has no end, and a pipe may keep whoever opens it.

use std::fs::File;
use std::io::{Error, Read as _, Result};
use std::path::Path;

/// All of a file that has so many bytes at the most.
pub(super) fn read(path: &Path, most: u64) -> Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(Error::other("it is no file"));
    }
    let mut bytes = Vec::new();
    let length = File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if length as u64 > most {
        return Err(Error::other(format!("it has more than {most} bytes, which is all that is allowed")));
    }
    Ok(bytes)
}
