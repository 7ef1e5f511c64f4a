//! Files as drivers carry them, in a zip in base64: Selenium's `se/file` for uploads and `se/files` for managed downloads, and
//! Firefox's profile. It bounds each, and lets no name lead to another folder.

use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;

use super::downloads::Downloads;
use crate::browser::error::BrowserError;

/// Bytes of one file that comes or goes.
const MOST_BYTES: u64 = 64 << 20;

/// What `se/file` takes: the file in an archive, under its own name.
pub(in crate::browser) fn packed(file: &Path) -> Result<Value, BrowserError> {
    let name =
        file.file_name().and_then(|name| name.to_str()).ok_or_else(|| BrowserError::upload("a file has no name"))?;
    let bytes = std::fs::read(file).map_err(BrowserError::upload)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(BrowserError::upload(format!("a file is larger than {MOST_BYTES} bytes")));
    }
    Ok(json!({ "file": archived(name, &bytes).map_err(BrowserError::upload)? }))
}

/// One file in an archive, as drivers take it: a zip, in base64.
pub(in crate::browser) fn archived(name: &str, bytes: &[u8]) -> ZipResult<String> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file(name, SimpleFileOptions::default())?;
    archive.write_all(bytes)?;
    Ok(STANDARD.encode(archive.finish()?.into_inner()))
}

/// Puts what `se/files` sent for one name where local downloads would be.
pub(in crate::browser) fn unpack(sent: &Value, name: &str, into: &Downloads) -> Result<(), BrowserError> {
    let contents = sent["contents"].as_str().ok_or_else(|| BrowserError::download("no contents"))?;
    let archive = STANDARD.decode(contents).map_err(BrowserError::download)?;
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).map_err(BrowserError::download)?;
    let file = archive.by_index(0).map_err(BrowserError::download)?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES).read_to_end(&mut bytes).map_err(BrowserError::download)?;
    into.put(name, &bytes).map_err(BrowserError::download)
}

/// The names of what the remote end keeps for a session.
pub(in crate::browser) fn unpackable_names(listed: &Value) -> Vec<String> {
    let names = listed["names"].as_array().into_iter().flatten();
    // A name is a name and no way to another folder.
    let plain = |name: &&str| Path::new(name).file_name().is_some_and(|last| last == *name);
    names.filter_map(Value::as_str).filter(plain).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_out_as_it_went_in_and_stays_in_its_folder() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("paso de nómina.pdf");
        std::fs::write(&file, b"%PDF-1.7").unwrap();
        let sent = packed(&file).unwrap();
        let into = Downloads::make(home.path().join("down")).unwrap();
        into.put("paso de nómina.pdf", b"").unwrap();
        assert!(!into.has("paso de nómina.pdf"), "an empty one holds its place, and does not count");
        unpack(&json!({ "contents": sent["file"] }), "paso de nómina.pdf", &into).unwrap();
        assert!(into.has("paso de nómina.pdf"));
        assert_eq!(std::fs::read(&into.look().unwrap().whole[0]).unwrap(), b"%PDF-1.7");
        assert!(unpack(&json!({ "contents": "AAAA" }), "x.pdf", &into).is_err());
        let listed = json!({ "names": ["receipt.pdf", "../../etc/passwd", "a/b", "..", 7] });
        assert_eq!(unpackable_names(&listed), ["receipt.pdf"]);
    }
}
