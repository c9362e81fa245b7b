use super::*;
use std::fmt::Write;

fn spell(entry: f64, exit: f64, cause: u32) -> Spell {
    Spell::by_cause(entry, exit, Cause::new(cause)).unwrap()
}

type Spells = Group<Vec<Spell>>;

fn group(name: &str, spells: &[Spell]) -> Spells {
    Group {
        name: Some(name.to_owned()),
        spells: spells.to_vec(),
    }
}

#[track_caller]
fn faults(text: &[u8]) -> Vec<(u64, Bad)> {
    match read::<Vec<Spell>>(text) {
        Err(Unread::Faulty { told, all }) => {
            assert_eq!(told.len() as u64, all);
            told.into_iter()
                .map(|fault| (fault.line, fault.bad))
                .collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn spells_are_read_group_by_group() {
    let text = "entry,exit,event,group\n,194,1,b\n30,365.5,0,a\r\n\n 0 , 7 ,12, b \n";
    let read = read::<Vec<Spell>>(text.as_bytes()).unwrap();
    let (a, b) = (
        group("a", &[spell(30.0, 365.5, 0)]),
        group("b", &[spell(0.0, 194.0, 1), spell(0.0, 7.0, 12)]),
    );
    assert_eq!(read, [a, b]);
}

#[test]
fn columns_stand_in_any_order_and_groups_need_not_be() {
    let read = read("\u{feff}Event,EXIT,entry\n1,5,\n2.0,1e2,0.5\n".as_bytes()).unwrap();
    assert_eq!(
        read,
        [Group {
            name: None,
            spells: vec![spell(0.0, 5.0, 1), spell(0.5, 100.0, 2)]
        }]
    );
}

#[test]
fn names_are_read_from_either_encoding() {
    let text = "entry,exit,event,group\n,5,1,\"威宁, 县\"\n,6,0,都匀\n";
    let (gbk, _, _) = GB18030.encode(text);
    let names = |bytes: &[u8]| -> Vec<_> {
        read::<Vec<Spell>>(bytes)
            .unwrap()
            .into_iter()
            .map(|group| group.name)
            .collect()
    };
    assert_eq!(
        names(text.as_bytes()),
        [Some("威宁, 县".to_owned()), Some("都匀".to_owned())]
    );
    assert_eq!(names(&gbk), names(text.as_bytes()));
}

#[test]
fn no_rows_are_no_groups() {
    for text in ["", "entry,exit,event", "entry,exit,event,group\n", "\n\n"] {
        assert_eq!(read::<Vec<Spell>>(text.as_bytes()).unwrap(), []);
    }
}

#[test]
fn every_bad_row_is_told_with_its_line() {
    let text = "entry,exit,event,group\n,5,1,a\n,NaN,1,a\n-1,5,1,a\n9,5,1,a\n,5,-1,a\n,,1,a\n,x,1,a\n,5,1\n,inf,0,a\n,5,1.5,a\n,5,,a\n,-5,0,a\n";
    assert_eq!(
        faults(text.as_bytes()),
        [
            (3, Bad::NotFinite),
            (4, Bad::Negative),
            (5, Bad::ExitBeforeEntry),
            (6, Bad::Event),
            (7, Bad::ExitMissing),
            (8, Bad::NotANumber),
            (9, Bad::Fields),
            (10, Bad::NotFinite),
            (11, Bad::Event),
            (12, Bad::Event),
            (13, Bad::Negative),
        ]
    );
}

#[test]
fn the_first_line_names_the_columns_each_once_and_no_others() {
    for heading in [
        "0,5,1",
        "entry,exit",
        "entry,exit,event,exit",
        "entry,exit,event,name",
        "entry;exit;event",
        "\u{0}",
    ] {
        assert_eq!(
            faults(format!("{heading}\n0,5,1\n").as_bytes()),
            [(1, Bad::Heading)]
        );
    }
}

#[test]
fn a_row_over_several_lines_is_told_by_its_first_and_what_follows_by_its_own() {
    let text = "entry,exit,event,group\n9,5,1,\"a\nb\"\n,x,1,a\n";
    assert_eq!(
        faults(text.as_bytes()),
        [(2, Bad::ExitBeforeEntry), (4, Bad::NotANumber)]
    );
}

#[test]
fn a_file_of_nothing_but_faults_tells_a_hundred_and_counts_all() {
    let mut text = String::from("entry,exit,event\n");
    for _ in 0..250 {
        text.push_str("3,2,1\n");
    }
    let Err(Unread::Faulty { told, all }) = read::<Vec<Spell>>(text.as_bytes()) else {
        panic!("it was read")
    };
    assert_eq!((told.len(), all), (MOST_TOLD, 250));
}

#[test]
fn causes_without_end_are_refused() {
    let mut text = String::from("entry,exit,event\n");
    for cause in 1..=101 {
        writeln!(text, ",5,{cause}").unwrap();
    }
    assert_eq!(faults(text.as_bytes()), [(102, Bad::TooManyCauses)]);
}

/// The same rows, plain and quoted, are the same spells or the same faults, wherever pieces of the file end.
#[test]
fn plain_rows_are_what_the_rules_say() {
    use proptest::prelude::*;
    let field = || {
        prop_oneof![
            4 => "[0-9]{1,4}",
            1 => "[0-9]{1,3}\\.[0-9]{0,3}",
            1 => "[0-9]{14,17}",
            1 => prop::sample::select(vec!["", "0.1", "1e2", "NaN", "-1", ".5", " 7", "+3", "x", "1.2.3", "123456789.123456"])
                .prop_map(str::to_owned),
        ]
    };
    let event = prop_oneof![4 => "[0-3]", 1 => prop::sample::select(vec!["", "1.0", "1.5", "4294967296", "-1"]).prop_map(str::to_owned)];
    let name = prop::sample::select(vec!["a", "b ", "县", "", "c,d", "e\r"]);
    let row = (
        field(),
        field(),
        event,
        name,
        prop::sample::select(vec!["\n", "\r\n"]),
    );
    proptest!(ProptestConfig::with_cases(2_000), |(rows in prop::collection::vec(row, 0..8), cut in 1..9_usize)| {
        let (mut plain, mut quoted) = (String::from("entry,exit,event,group\n"), String::from("entry,exit,event,\"group\"\n"));
        for (entry, exit, event, name, end) in rows {
            write!(plain, "{entry},{exit},{event},{name}{end}").unwrap();
            write!(quoted, "{entry},{exit},{event},{name}{end}").unwrap();
        }
        let told = |read: Result<Vec<Spells>, Unread>| match read {
            Ok(groups) => Ok(groups),
            Err(Unread::Faulty { told, .. }) => Err(told),
            Err(Unread::Io(broken)) => panic!("{broken}"),
        };
        prop_assert_eq!(told(read(plain.as_bytes())), told(read(quoted.as_bytes())));
        prop_assert_eq!(told(read(InBits(plain.as_bytes(), cut))), told(read(quoted.as_bytes())));
    });
}

#[test]
fn returns_alone_end_rows_where_nothing_else_does() {
    for text in [
        "entry,exit,event,group\r0,5,1,a\r,6,0,b\r",
        "entry,exit,event,\"group\"\r0,5,1,a\r,6,0,b",
    ] {
        let b = group("b", &[spell(0.0, 6.0, 0)]);
        assert_eq!(
            read::<Vec<Spell>>(text.as_bytes()).unwrap(),
            [group("a", &[spell(0.0, 5.0, 1)]), b]
        );
    }
}

#[test]
fn empty_lines_count_as_lines() {
    let text = "entry,exit,event\n\n,5,1\n\r\n\n,x,1\n,3,1\n\n9,3,1";
    assert_eq!(
        faults(text.as_bytes()),
        [(6, Bad::NotANumber), (9, Bad::ExitBeforeEntry)]
    );
}

/// Gives so many bytes at a time.
struct InBits<'b>(&'b [u8], usize);

impl Read for InBits<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let bit = self.0.len().min(self.1).min(into.len());
        into[..bit].copy_from_slice(&self.0[..bit]);
        self.0 = &self.0[bit..];
        Ok(bit)
    }
}

#[test]
fn any_bytes_are_read_or_refused() {
    use proptest::prelude::*;
    proptest!(|(bytes in prop::collection::vec(any::<u8>(), 0..300))| {
        let _ = read::<Vec<Spell>>(&bytes[..]);
        let _ = read::<Vec<Spell>>(&[b"entry,exit,event,group\n", &bytes[..]].concat()[..]);
    });
}
