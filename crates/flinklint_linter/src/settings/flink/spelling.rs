//! What an unknown key was probably meant to be. Nothing here knows what else is written.

pub(super) mod misplaced;
pub(super) mod plain;
pub(super) mod similar;
