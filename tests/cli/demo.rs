//! The demonstration.

use super::{at, said};
use std::path::Path;

/// The demonstration's tables, without what differs from one time to the next.
fn demonstrated(folder: &Path, seed: &str) -> String {
    let size = ["--seekers", "120", "--vacancies", "24", "--seed", seed];
    let said = said(folder, &[&["demo", "--once"], &size[..]].concat());
    let (tables, sign_in) = said.split_once("用时").expect("how long it took");
    for piece in [
        "/api/v1/sessions",
        "weining-hecha",
        "qiye",
        "gongren",
        "/departure-findings",
        "A tour: what to look at",
    ] {
        assert!(sign_in.contains(piece), "{piece} in\n{sign_in}");
    }
    let texts = folder.join("demo-data/texts.jsonl");
    assert!(std::fs::read_to_string(texts).is_ok_and(|texts| texts.lines().count() > 20));
    tables.to_owned()
}

#[test]
fn the_demonstration_tells_the_same_story_for_the_same_seed() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = demonstrated(folder.path(), "7");
    for heading in [
        "一、导入",
        "二、匹配",
        "三、去向",
        "四、稳定就业",
        "五、出行",
        "出发时未到，尚无下文",
        "六、回访",
        "工资低于承诺",
        "本人求助未处理",
        "七、抽查",
        "核实率",
        "同一凭证文件",
        "八、学习",
        "不采用",
        "九、通知",
        "出发通知",
        "ID_CHECKSUM",
        "市州结对",
        "12 个月",
    ] {
        assert!(
            first.contains(heading),
            "{heading} is missing from\n{first}"
        );
    }
    assert_eq!(demonstrated(folder.path(), "7"), first);
    assert_ne!(demonstrated(folder.path(), "8"), first);
}

#[test]
fn the_demonstration_empties_no_folder_but_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let mine = folder.path().join("demo-data");
    std::fs::create_dir(&mine).expect("a folder");
    std::fs::write(mine.join("precious.txt"), "mine").expect("a file");
    let output = at(folder.path(), &["demo", "--once"]);
    assert!(!output.status.success());
    assert!(mine.join("precious.txt").exists());
}
