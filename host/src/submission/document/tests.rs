//! Documents by their content and name.

use super::*;
use crate::submission::DocumentKind;

fn document(name: &str, content: &[u8]) -> Document {
    Document { kind: DocumentKind::Income, name: name.to_owned(), content: STANDARD.encode(content) }
}

fn check(name: &str, content: &[u8], expect: Result<&str, &str>) {
    let said = document(name, content).inspect();
    let said = said.map(|found| format!("{} {}", found.media_type, found.name)).map_err(|problem| problem.to_string());
    assert_eq!(said, expect.map(str::to_owned).map_err(str::to_owned), "{name}");
}

#[test]
fn a_document_is_what_its_content_says() {
    check("pay stub.pdf", b"%PDF-1.7\n", Ok("application/pdf pay_stub.pdf"));
    check("Photo.JPEG", b"\xff\xd8\xff\xe0", Ok("image/jpeg Photo.jpg"));
    check("scan", b"\x89PNG\r\n\x1a\n", Ok("image/png scan.png"));
    check("letter of J. Smith", b"%PDF-1.4", Ok("application/pdf letter_of_J._Smith.pdf"));
    check("pay.pdf", b"MZ\x90\0", Err("must be a PDF, JPEG or PNG; this is a Windows program"));
    check("pay.pdf", b"\x7fELF\x02", Err("must be a PDF, JPEG or PNG; this is a Linux program"));
    check("pay.pdf", b"\xcf\xfa\xed\xfe", Err("must be a PDF, JPEG or PNG; this is a macOS program"));
    check("pay.pdf", b"#!/bin/sh\n", Err("must be a PDF, JPEG or PNG; this is a script"));
    check(
        "a.heic",
        b"\0\0\0\x18ftypheic",
        Err("must be a PDF, JPEG or PNG; this is a HEIC picture, as telephones make them"),
    );
    check("a.pdf", b"hello", Err("must be a PDF, JPEG or PNG; this is of a type that is not known"));
    check("a.pdf", b"", Err("is empty"));
}

#[test]
fn a_name_that_contradicts_the_content_is_refused_without_being_said() {
    let expect = "is a JPEG picture by its content, but its name ends in another type's extension; name it `.jpg` if it is the right file";
    check("Ada Pena.pdf", b"\xff\xd8\xff", Err(expect));
    check(
        "setup.exe",
        b"%PDF-1.4",
        Err(
            "is a PDF by its content, but its name ends in another type's extension; name it `.pdf` if it is the right file",
        ),
    );
}

#[test]
fn names_are_safe_for_any_upload() {
    check("../../etc/Peña & Söhne — 2026.PDF", b"%PDF-1.4", Ok("application/pdf Pena_Sohne_-_2026.pdf"));
    check("C:\\docs\\..hidden", b"%PDF-1.4", Ok("application/pdf hidden.pdf"));
    check("-rf", b"%PDF-1.4", Ok("application/pdf rf.pdf"));
    check("...", b"%PDF-1.4", Ok("application/pdf document.pdf"));
    let long = document(&"x".repeat(500), b"%PDF-1.4").inspect().unwrap();
    assert_eq!(long.name.len(), MAX_NAME);
}

#[test]
fn sizes_are_bounded_each_and_in_all() {
    let mut large = b"%PDF-1.4".to_vec();
    large.resize(MAX_DOCUMENT_BYTES, b' ');
    let fits = document("a.pdf", &large);
    assert!(fits.inspect().is_ok());
    let problems = inspect_all(&vec![fits; 5]).unwrap_err();
    assert_eq!((problems.len(), problems[0].field.as_str()), (1, "documents"));
    large.push(b' ');
    assert_eq!(document("a.pdf", &large).inspect(), Err(DocumentProblem::TooLarge));
    let broken = Document { kind: DocumentKind::Other, name: "a.pdf".to_owned(), content: "not base64!".to_owned() };
    assert_eq!(inspect_all(&[broken]).unwrap_err()[0].field, "documents[0].content");
}
