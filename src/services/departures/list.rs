//! The list of a departure, as a workbook. Cells are texts and numbers, never formulae or links.

use super::planning::{get, members};
use crate::{
    app::App,
    error::Error,
    services::{Actor, traces},
    storage::{
        self,
        departures::{Departure, Member},
    },
};
use domain::{
    coded::Coded,
    id::DepartureId,
    register::register,
    trace::{Act, RevealPurpose},
};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};

/// How much of IDs and phones the list tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revealed {
    /// First and last figures.
    Masked,
    /// In full, as tickets are bought by them. It leaves a trace with that purpose.
    InFull,
}

const HEADINGS: [(&str, f64); 11] = [
    ("序号", 6.0),
    ("姓名", 10.0),
    ("性别", 6.0),
    ("身份证号", 22.0),
    ("联系电话", 15.0),
    ("乡镇", 14.0),
    ("村", 14.0),
    ("用人单位", 28.0),
    ("岗位", 18.0),
    ("工作地点", 26.0),
    ("签到", 10.0),
];

/// The list of a departure within reach.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn workbook(
    app: &App,
    by: &Actor,
    id: DepartureId,
    revealed: Revealed,
) -> Result<Vec<u8>, Error> {
    let (departure, _) = get(app, by, id).await?;
    let members = members(app, by, id).await?;
    let people = members.iter().map(|member| member.kept.placement.person);
    match revealed {
        Revealed::Masked => {
            traces::saw(app, by, Act::DepartureListTaken, Some(id.0), people).await?;
        }
        Revealed::InFull => {
            let trace = by.saw(Act::TicketListTaken, people).upon(id.0);
            let tx = storage::begin(&app.db).await?;
            tx.commit(trace.for_purpose(RevealPurpose::Tickets), app.clock.now())
                .await?;
        }
    }
    let made = tokio::task::spawn_blocking(move || drawn(&departure, &members, revealed));
    made.await
        .map_err(Error::internal)?
        .map_err(Error::internal)
}

fn drawn(
    departure: &Departure,
    members: &[Member],
    revealed: Revealed,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("出行名单")?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    let title = Format::new()
        .set_bold()
        .set_font_size(16)
        .set_align(FormatAlign::Center);
    let head = Format::new().set_bold().set_border(FormatBorder::Thin);
    let cell = Format::new().set_border(FormatBorder::Thin);
    let last = u16::try_from(HEADINGS.len() - 1).unwrap_or(0);
    let way = format!(
        "{} → {}",
        register().full_name(departure.origin),
        register().full_name(departure.destination)
    );
    sheet.merge_range(0, 0, 0, last, "劳务输出出行名单", &title)?;
    sheet.write_string(1, 0, &way)?;
    sheet.write_string(2, 0, told(departure, members.len()))?;
    for (column, (heading, width)) in (0..).zip(HEADINGS) {
        sheet.write_string_with_format(3, column, heading, &head)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_repeat_rows(3, 3)?;
    for (row, member) in (4..).zip(members) {
        sheet.write_number_with_format(row, 0, row - 3, &cell)?;
        for (column, text) in (1..).zip(texts(member, revealed)) {
            sheet.write_string_with_format(row, column, text, &cell)?;
        }
        sheet.write_blank(row, last, &cell)?;
    }
    book.save_to_buffer()
}

/// Day, hour, place, transport, leader and number in one line.
fn told(departure: &Departure, people: usize) -> String {
    let plan = &departure.plan;
    let hour = plan.gathers_at.map(|at| at.format("%H:%M").to_string());
    let facts = [
        ("出发日期", Some(plan.leaves_on.to_string())),
        ("集合时间", hour),
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
        ("人数", Some(people.to_string())),
    ];
    let said = facts
        .into_iter()
        .filter_map(|(name, fact)| Some(format!("{name}：{}", fact?)));
    said.collect::<Vec<_>>().join("　")
}

/// What stands in the columns behind the number.
fn texts(member: &Member, revealed: Revealed) -> [String; 9] {
    let person = &member.person;
    let full = revealed == Revealed::InFull;
    let phone = person.phone.as_ref().map(|phone| {
        if full {
            phone.reveal().to_owned()
        } else {
            phone.masked()
        }
    });
    [
        person.name.clone(),
        person.sex.zh().to_owned(),
        if full {
            person.citizen_id.reveal().to_owned()
        } else {
            person.citizen_id.masked()
        },
        phone.unwrap_or_default(),
        person.township.clone().unwrap_or_default(),
        person.village.clone().unwrap_or_default(),
        member.employer.clone(),
        member.title.clone(),
        register().full_name(member.kept.placement.workplace),
    ]
}
