//! Cedar's files: what it takes as an upload, and the receipt it prints as a PDF.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::truth::{Accepted, Document};

/// Largest upload, in bytes.
pub(crate) const LARGEST: usize = 5 * 1024 * 1024;

/// Takes an upload, or says why not. Looks at the bytes, never at the name.
pub(super) fn take(kind: &str, name: &str, bytes: &[u8]) -> Result<Document, &'static str> {
    if bytes.is_empty() {
        return Err("No file was chosen.");
    }
    if bytes.len() > LARGEST {
        return Err("The file is larger than 5 MB.");
    }
    let content_type = if bytes.starts_with(b"%PDF-") {
        "application/pdf"
    } else if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        "image/jpeg"
    } else {
        return Err("Only PDF and JPEG files are accepted.");
    };
    Ok(Document {
        kind: kind.to_owned(),
        name: name.to_owned(),
        content_type: content_type.to_owned(),
        size: bytes.len() as u64,
        sha256: hex::encode(Sha256::digest(bytes)),
    })
}

/// A one-page PDF with the confirmation number.
pub(super) fn receipt(accepted: &Accepted) -> Vec<u8> {
    let lines = [
        "COUNTY OF CEDAR - APPLICATION RECEIPT".to_owned(),
        format!("CONFIRMATION NUMBER {}", accepted.confirmation),
        format!("RECEIVED {} UTC", accepted.accepted_at.strftime("%m/%d/%Y %H:%M:%S")),
    ];
    let mut text = String::from("BT /F1 14 Tf 72 720 Td 24 TL\n");
    for line in lines {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "({line}) Tj T*");
    }
    text.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut pdf = String::from("%PDF-1.4\n");
    let mut index = String::from("0000000000 65535 f \n");
    for (n, object) in objects.iter().enumerate() {
        let _ = writeln!(index, "{:010} 00000 n ", pdf.len());
        let _ = write!(pdf, "{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    let start = pdf.len();
    let size = objects.len() + 1;
    let _ = write!(pdf, "xref\n0 {size}\n{index}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    pdf.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_executable_named_pdf_is_refused() {
        assert!(take("identity", "id.pdf", b"MZ\x90\x00").is_err());
        assert!(take("identity", "id.pdf", b"").is_err());
        assert!(take("identity", "id.pdf", &[&b"%PDF-"[..], &vec![0; LARGEST]].concat()).is_err());
        assert_eq!(take("identity", "id.exe", b"%PDF-1.4").map(|d| d.content_type), Ok("application/pdf".to_owned()));
    }
}
