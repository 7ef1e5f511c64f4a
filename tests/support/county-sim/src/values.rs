//! What was typed and what is held, by name.

use std::collections::BTreeMap;

/// Values by name: of inputs (raw) or by canonical path (held).
pub(crate) type Values = BTreeMap<String, String>;
