//! A part's XML, in the few kinds of pieces that matter here.

use std::borrow::Cow;
use std::io::{BufReader, Read};

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesEnd, BytesStart, Event};

use crate::Unreadable;
use crate::metered::Metered;

/// More than elements stand in each other in any honest part; the parser remembers each.
const DEPTH: u32 = 100;

/// A bounded pull parser. There are no document types, and so no entities of a file's own.
pub(super) struct Xml<R> {
    reader: quick_xml::Reader<BufReader<Metered<R>>>,
    buffer: Vec<u8>,
    depth: u32,
}

/// A piece of XML; an empty element is opened and closed.
pub(super) enum Node<'x> {
    Open(BytesStart<'x>),
    Close(BytesEnd<'x>),
    Text(Cow<'x, str>),
    Char(char),
    Other,
    End,
}

impl<R: Read> Xml<R> {
    pub(super) fn new(reader: BufReader<Metered<R>>) -> Self {
        let mut reader = quick_xml::Reader::from_reader(reader);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
        }
    }

    pub(super) fn next(&mut self) -> Result<Node<'_>, Unreadable> {
        self.buffer.clear();
        self.reader.get_mut().get_mut().refill();
        Ok(match self.reader.read_event_into(&mut self.buffer)? {
            Event::Start(start) => {
                self.depth += 1;
                if self.depth > DEPTH {
                    return Err(Unreadable::Broken);
                }
                Node::Open(start)
            }
            Event::End(end) => {
                self.depth = self.depth.saturating_sub(1);
                Node::Close(end)
            }
            Event::Text(text) => Node::Text(text.xml10_content()),
            Event::CData(text) => Node::Text(text.xml10_content()),
            Event::GeneralRef(entity) => match resolve_predefined_entity(&entity) {
                Some(known) => Node::Text(Cow::Borrowed(known)),
                None => Node::Char(entity.resolve_char_ref()?.ok_or(Unreadable::Broken)?),
            },
            Event::DocType(_) => return Err(Unreadable::Broken),
            Event::Eof => Node::End,
            _ => Node::Other,
        })
    }

    /// The part as it is read.
    pub(super) fn get_ref(&self) -> &R {
        self.reader.get_ref().get_ref().get_ref()
    }

    /// The text of an element that was just opened, up to where it is closed: what stands in
    /// its `t` and `v` elements, without the reading aids (`rPh`) of East Asian text. Stops
    /// growing soon after `most` characters. Also whether a formula (`f`) stands there.
    pub(super) fn content(
        &mut self,
        element: &str,
        most: usize,
        text: &mut String,
    ) -> Result<bool, Unreadable> {
        let enough = most.saturating_add(1).saturating_mul(4);
        let (mut has_formula, mut is_value, mut is_aid) = (false, false, false);
        text.clear();
        loop {
            match self.next()? {
                Node::Open(start) => match start.local_name().as_ref() {
                    "f" => has_formula = true,
                    "t" | "v" => is_value = !is_aid,
                    "rPh" => is_aid = true,
                    _ => {}
                },
                Node::Close(end) => match end.local_name().as_ref() {
                    "t" | "v" => is_value = false,
                    "rPh" => is_aid = false,
                    name if name == element => return Ok(has_formula),
                    _ => {}
                },
                Node::Text(piece) if is_value && text.len() < enough => text.push_str(&piece),
                Node::Char(char) if is_value && text.len() < enough => text.push(char),
                Node::Text(_) | Node::Char(_) | Node::Other => {}
                Node::End => return Err(Unreadable::Broken),
            }
        }
    }
}

/// An attribute as it stands, by its name without prefix; for numbers, references and ids.
pub(super) fn attribute<'x>(start: &'x BytesStart<'_>, name: &str) -> Option<Cow<'x, str>> {
    find(start, name).map(|attribute| attribute.value)
}

/// An attribute that may hold any text, references resolved.
pub(super) fn text_attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    find(start, name)?
        .normalized_value(XmlVersion::Implicit1_0)
        .ok()
        .map(Cow::into_owned)
}

fn find<'x>(start: &'x BytesStart<'_>, name: &str) -> Option<Attribute<'x>> {
    let mut attributes = start.attributes();
    attributes
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
}
