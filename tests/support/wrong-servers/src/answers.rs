//! What may follow a request, each wrong in one way. The request's body is read first, unless it says otherwise.

use crate::connection::{Connection, Request};

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\n";
const PAGE: &str = "<!doctype html><meta charset=utf-8><title>Fine</title><link rel=icon href=data:,><h1>Fine</h1>";

/// Nothing is wrong with it: a page, over a connection that stays.
pub fn page(to: &mut Connection, request: &Request) -> Option<()> {
    let kept = format!("{HEAD}content-length: {}\r\n\r\n", PAGE.len());
    whole(to, request, &if request.method == "HEAD" { kept } else { kept + PAGE })
}

/// A page whose form submits an application, over a connection that stays. It opens no address but its own.
pub fn form(to: &mut Connection, request: &Request) -> Option<()> {
    let page = "<!doctype html><meta charset=utf-8><title>Apply</title><link rel=icon href=data:,>\
        <form method=post action=/apply/submit><input name=name value=Ada><button>Send</button></form>";
    whole(to, request, &format!("{HEAD}content-length: {}\r\n\r\n{page}", page.len()))
}

/// The body is read, these bytes are said, and the connection stays.
pub fn whole(to: &mut Connection, request: &Request, bytes: &str) -> Option<()> {
    to.body(request)?;
    to.say(bytes)
}

/// These bytes, and the end of the connection.
fn last(to: &mut Connection, request: &Request, bytes: &str) -> Option<()> {
    whole(to, request, bytes)?;
    to.close()
}

// ---- Headers -----------------------------------------------------------------------------------------------------------

pub fn ten_megabytes_of_headers(to: &mut Connection, request: &Request) -> Option<()> {
    whole(to, request, HEAD)?;
    for _ in 0..10 << 10 {
        to.say(format!("x-filler: {}\r\n", "x".repeat(1012)))?;
    }
    to.say("content-length: 0\r\n\r\n")
}

pub fn endless_headers(to: &mut Connection, request: &Request) -> Option<()> {
    whole(to, request, HEAD)?;
    to.flood(b"x-filler: x\r\n")
}

pub fn a_header_line_without_end(to: &mut Connection, request: &Request) -> Option<()> {
    whole(to, request, "HTTP/1.1 200 OK\r\nx-filler: ")?;
    to.flood(b"x")
}

/// A header, and nothing more: the server keeps the connection.
pub fn headers_that_stall(to: &mut Connection, request: &Request) -> Option<()> {
    whole(to, request, HEAD)?;
    to.hold()
}

/// As RFC 7230 allowed once: a value that goes on in the next line.
pub fn a_folded_header(to: &mut Connection, request: &Request) -> Option<()> {
    last(to, request, &format!("{HEAD}x-folded: one\r\n two\r\ncontent-length: 0\r\n\r\n"))
}

pub fn a_null_in_a_header(to: &mut Connection, request: &Request) -> Option<()> {
    last(to, request, &format!("{HEAD}x-null: a\0b\r\ncontent-length: 0\r\n\r\n"))
}

pub fn a_bare_return_in_a_header(to: &mut Connection, request: &Request) -> Option<()> {
    last(to, request, &format!("{HEAD}x-bare: a\rset-cookie: b=c\r\ncontent-length: 0\r\n\r\n"))
}

pub fn a_header_name_that_is_none(to: &mut Connection, request: &Request) -> Option<()> {
    last(to, request, &format!("{HEAD}x filler: a\r\ncontent-length: 0\r\n\r\n"))
}

// ---- Lengths -----------------------------------------------------------------------------------------------------------

pub fn a_body_without_end(to: &mut Connection, request: &Request) -> Option<()> {
    whole(to, request, &format!("{HEAD}\r\n"))?;
    to.flood(b"<p>more")
}

pub fn a_body_that_stalls(to: &mut Connection, request: &Request) -> Option<()> {
    whole(to, request, &format!("{HEAD}content-length: 1000\r\n\r\n<p>half"))?;
    to.hold()
}

pub fn a_length_too_long(to: &mut Connection, request: &Request) -> Option<()> {
    last(to, request, &format!("{HEAD}content-length: 1000\r\n\r\n{PAGE}"))
}

/// What follows looks like an answer to the next request.
pub fn a_length_too_short(to: &mut Connection, request: &Request) -> Option<()> {
    whole(
        to,
        request,
        &format!("{HEAD}content-length: 7\r\n\r\n<p>thisHTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged"),
    )
}

pub fn two_lengths(to: &mut Connection, request: &Request) -> Option<()> {
    last(to, request, &format!("{HEAD}content-length: 7\r\ncontent-length: 8\r\n\r\n<p>this"))
}

pub fn the_same_length_twice(to: &mut Connection, request: &Request) -> Option<()> {
    last(to, request, &format!("{HEAD}content-length: 7\r\ncontent-length: 7\r\n\r\n<p>this"))
}

pub fn a_length_that_is_no_number(to: &mut Connection, request: &Request) -> Option<()> {
    last(to, request, &format!("{HEAD}content-length: +7\r\n\r\n<p>this"))
}

/// The chunks hold 21 bytes, the length says 7: RFC 9112, 6.3 has the chunks count.
pub fn a_length_and_chunks(to: &mut Connection, request: &Request) -> Option<()> {
    last(
        to,
        request,
        &format!(
            "{HEAD}content-length: 7\r\ntransfer-encoding: chunked\r\n\r\n15\r\n<p>this, and the rest\r\n0\r\n\r\n"
        ),
    )
}

pub fn a_broken_chunk(to: &mut Connection, request: &Request) -> Option<()> {
    last(to, request, &format!("{HEAD}transfer-encoding: chunked\r\n\r\n7\r\n<p>this\r\nzz\r\nmore\r\n0\r\n\r\n"))
}

pub fn a_chunk_too_large_for_a_number(to: &mut Connection, request: &Request) -> Option<()> {
    last(to, request, &format!("{HEAD}transfer-encoding: chunked\r\n\r\n7\r\n<p>this\r\nfffffffffffffffff\r\nmore"))
}

pub fn a_chunk_extension_without_end(to: &mut Connection, request: &Request) -> Option<()> {
    whole(to, request, &format!("{HEAD}transfer-encoding: chunked\r\n\r\n7;"))?;
    to.flood(b"x")
}

pub fn trailers_without_end(to: &mut Connection, request: &Request) -> Option<()> {
    whole(to, request, &format!("{HEAD}transfer-encoding: chunked\r\n\r\n7\r\n<p>this\r\n0\r\n"))?;
    to.flood(b"x-filler: x\r\n")
}

// ---- Versions and statuses ---------------------------------------------------------------------------------------------

/// The page alone, as before HTTP/1.0.
pub fn no_headers_at_all(to: &mut Connection, request: &Request) -> Option<()> {
    last(to, request, PAGE)
}

pub fn an_answer_of_http_1_0(to: &mut Connection, request: &Request) -> Option<()> {
    last(to, request, &format!("HTTP/1.0 200 OK\r\ncontent-type: text/html\r\n\r\n{PAGE}"))
}

pub fn a_version_of_its_own(to: &mut Connection, request: &Request) -> Option<()> {
    last(to, request, &format!("HTTP/3.7 200 OK\r\ncontent-type: text/html\r\n\r\n{PAGE}"))
}

pub fn another_protocol(to: &mut Connection, request: &Request) -> Option<()> {
    last(to, request, "220 mail.alder.test ESMTP\r\n")
}

pub fn interim_answers_without_end(to: &mut Connection, request: &Request) -> Option<()> {
    to.body(request)?;
    to.flood(b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n")
}

/// Nobody asked for another protocol.
pub fn an_upgrade_that_nobody_asked_for(to: &mut Connection, request: &Request) -> Option<()> {
    last(to, request, "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n<p>this")
}

/// Takes the upgrade that was asked for, without the proof that RFC 6455 wants.
pub fn an_upgrade_to_what_is_no_socket(to: &mut Connection, request: &Request) -> Option<()> {
    whole(
        to,
        request,
        "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: none\r\n\r\n<p>this",
    )?;
    to.hold()
}

/// Browsers send a request again that is answered so over a connection that was used before.
pub fn a_timeout_of_the_request(to: &mut Connection, request: &Request) -> Option<()> {
    last(to, request, "HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
}

/// As the one above (RFC 9110, 15.5.20).
pub fn misdirected(to: &mut Connection, request: &Request) -> Option<()> {
    whole(to, request, "HTTP/1.1 421 Misdirected Request\r\ncontent-length: 0\r\n\r\n")
}

/// As the one above (RFC 8470).
pub fn too_early(to: &mut Connection, request: &Request) -> Option<()> {
    whole(to, request, "HTTP/1.1 425 Too Early\r\ncontent-length: 0\r\n\r\n")
}

/// As if the county were the browser's proxy.
pub fn a_proxys_question(to: &mut Connection, request: &Request) -> Option<()> {
    whole(to, request, "HTTP/1.1 407 Who?\r\nproxy-authenticate: Basic realm=\"county\"\r\ncontent-length: 0\r\n\r\n")
}

pub fn a_redirect_to_itself(to: &mut Connection, request: &Request) -> Option<()> {
    let answer = format!("HTTP/1.1 302 Found\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", request.target);
    whole(to, request, &answer)
}

pub fn a_redirect_to_this_machine(to: &mut Connection, request: &Request) -> Option<()> {
    whole(to, request, "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/admin\r\ncontent-length: 0\r\n\r\n")
}

// ---- Ends --------------------------------------------------------------------------------------------------------------

pub fn nothing(to: &mut Connection, request: &Request) -> Option<()> {
    last(to, request, "")
}

pub fn silence(to: &mut Connection, request: &Request) -> Option<()> {
    to.body(request)?;
    to.hold()
}

pub fn a_reset(to: &mut Connection, request: &Request) -> Option<()> {
    to.body(request)?;
    to.reset()
}

pub fn half_a_head_and_a_reset(to: &mut Connection, request: &Request) -> Option<()> {
    whole(to, request, "HTTP/1.1 200 OK\r\ncontent-t")?;
    to.reset()
}

pub fn half_an_answer_and_a_reset(to: &mut Connection, request: &Request) -> Option<()> {
    whole(to, request, &format!("{HEAD}content-length: 1000\r\n\r\n"))?;
    to.reset()
}

/// Before the body of the request has come, and then nothing of it is read.
pub fn an_answer_before_the_body(to: &mut Connection, _: &Request) -> Option<()> {
    to.say(format!("{HEAD}content-length: {}\r\n\r\n{PAGE}", PAGE.len()))?;
    to.close()
}
