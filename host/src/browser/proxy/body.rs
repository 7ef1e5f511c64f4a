//! What all bodies in the proxy are, whoever wrote them: bytes as they come, or why they stop coming.

use std::error::Error;

use http_body_util::combinators::BoxBody;
use hyper::body::Bytes;

pub(super) type BoxError = Box<dyn Error + Send + Sync>;

/// Of an answer on its way to a browser, or of a request on its way to a county.
pub(super) type Body = BoxBody<Bytes, BoxError>;
