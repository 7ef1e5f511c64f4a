//! The page as the engine sees it: the script that is put into it, the protocol that they speak, the document that a session
//! shows, and how an element of it is found. Decides nothing about what an action means.

pub(crate) mod document;
pub(crate) mod keys;
pub(crate) mod locate;
pub(crate) mod pointer;
pub(crate) mod protocol;

mod script;
