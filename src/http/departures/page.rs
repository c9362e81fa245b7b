//! The list of a departure as a page to print: one file, no script, nothing loaded.

use crate::{
    error::Error,
    storage::departures::{Departure, Member},
};
use askama::Template;
use domain::{coded::Coded, phone::Phone, register::register};

#[derive(Template)]
#[template(path = "departures/list.html")]
struct List {
    way: String,
    facts: Vec<(&'static str, String)>,
    rows: Vec<[String; 9]>,
}

/// The page; what stands in it is escaped.
///
/// # Errors
/// A fault of ours.
pub fn drawn(departure: &Departure, members: &[Member]) -> Result<String, Error> {
    let plan = &departure.plan;
    let facts = [
        ("出发日期", Some(plan.leaves_on.to_string())),
        (
            "集合时间",
            plan.gathers_at.map(|at| at.format("%H:%M").to_string()),
        ),
        ("集合地点", plan.gathering_point.clone()),
        ("交通方式", plan.transport.map(|by| by.zh().to_owned())),
        ("车次", plan.transport_detail.clone()),
        ("带队人", plan.leader_name.clone()),
        (
            "带队人电话",
            plan.leader_phone
                .as_ref()
                .map(|phone| phone.reveal().to_owned()),
        ),
        ("人数", Some(members.len().to_string())),
    ];
    let list = List {
        way: format!(
            "{} → {}",
            register().full_name(departure.origin),
            register().full_name(departure.destination)
        ),
        facts: facts
            .into_iter()
            .filter_map(|(name, fact)| Some((name, fact?)))
            .collect(),
        rows: members.iter().map(row).collect(),
    };
    list.render().map_err(Error::internal)
}

fn row(member: &Member) -> [String; 9] {
    let person = &member.person;
    [
        person.name.clone(),
        person.sex.zh().to_owned(),
        person.citizen_id.masked(),
        person.phone.as_ref().map(Phone::masked).unwrap_or_default(),
        person.township.clone().unwrap_or_default(),
        person.village.clone().unwrap_or_default(),
        member.employer.clone(),
        member.title.clone(),
        register().full_name(member.kept.placement.workplace),
    ]
}
