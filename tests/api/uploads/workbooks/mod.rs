//! Hostile workbooks.

mod book;
mod containers;
mod contents;
mod markup;

use super::hostile::Hostile;
use domain::job::ImportKind;

/// All of them, made for one kind of sheet.
pub fn workbooks(kind: ImportKind) -> Vec<Hostile> {
    let mut all = containers::containers(kind);
    all.extend(containers::damaged(kind));
    all.extend(markup::markup(kind));
    all.extend(contents::large(kind));
    all.extend(contents::cells(kind));
    all.extend(contents::others(kind));
    all
}
