//! Why a file cannot be read, by meaning.

use std::io;

/// Why a file as a whole is refused. It names headings and rows, never what a cell holds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Neither CSV nor XLSX nor XLS: a document, a web page, a binary workbook.
    #[error("this is not a table: send CSV, XLSX or XLS")]
    NotATable,
    /// The file is protected by a password.
    #[error("the file is protected by a password: remove it and send the file again")]
    Encrypted,
    /// Cut off or damaged on its way.
    #[error("the file is damaged or incomplete: save it once more and send it again")]
    Broken,
    /// Neither Unicode nor GBK/GB18030, or a mixture.
    #[error("the text is neither UTF-8 nor GBK, or changes in between: save it as UTF-8 or XLSX")]
    Encoding,
    /// A quotation mark that is never closed would swallow all rows after it.
    #[error("a quotation mark in or after row {row} is never closed")]
    UnclosedQuote {
        /// Physical row in which the unfinished record begins.
        row: u32,
    },
    /// More bytes than are accepted, as sent or after unpacking.
    #[error("the file is too large: split it")]
    TooLarge,
    /// More rows than are accepted.
    #[error("the sheet has more than {most} rows: split it")]
    TooManyRows {
        /// The limit.
        most: u32,
    },
    /// More columns than are accepted.
    #[error("row {row} reaches beyond column {most}")]
    TooManyColumns {
        /// The physical row that does.
        row: u32,
        /// The limit.
        most: usize,
    },
    /// A row that does not end, or the whole text stands in one.
    #[error("row {row} is too long: does the file have line ends? Save it as XLSX")]
    RowTooLong {
        /// The physical row.
        row: u32,
    },
    /// A cell with more characters than are accepted.
    #[error("a cell in row {row}, column {column} has more than {most} characters")]
    CellTooLong {
        /// Physical row.
        row: u32,
        /// Column in the file, the first being 1.
        column: usize,
        /// The limit.
        most: usize,
    },
    /// None of the first rows of any sheet looks like the form's header.
    #[error("no header row was found in the first rows: use the template's headings")]
    HeaderNotFound,
    /// A header was found, but required columns are not in it.
    #[error("columns are missing: {}{}", missing.join(", "), in_english(meant))]
    ColumnMissing {
        /// The customary heading of each required column that is missing.
        missing: Vec<&'static str>,
        /// Headings that are not known, each with the known one that it resembles.
        meant: Vec<(String, &'static str)>,
    },
    /// Two columns with the same heading, so that nobody can tell which is meant.
    #[error("the column {heading} is there twice: keep one")]
    ColumnTwice {
        /// The heading.
        heading: String,
    },
    /// The file could not be fetched; that is not the sender's fault.
    #[error("reading failed ({0})")]
    ReadFailed(io::ErrorKind),
}

impl Unreadable {
    /// The stable name of the kind of trouble.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotATable => "NOT_A_TABLE",
            Self::Encrypted => "ENCRYPTED",
            Self::Broken => "BROKEN",
            Self::Encoding => "ENCODING",
            Self::UnclosedQuote { .. } => "UNCLOSED_QUOTE",
            Self::TooLarge => "TOO_LARGE",
            Self::TooManyRows { .. } => "TOO_MANY_ROWS",
            Self::TooManyColumns { .. } => "TOO_MANY_COLUMNS",
            Self::RowTooLong { .. } => "ROW_TOO_LONG",
            Self::CellTooLong { .. } => "CELL_TOO_LONG",
            Self::HeaderNotFound => "HEADER_NOT_FOUND",
            Self::ColumnMissing { .. } => "COLUMN_MISSING",
            Self::ColumnTwice { .. } => "COLUMN_TWICE",
            Self::ReadFailed(_) => "READ_FAILED",
        }
    }

    /// The sentence for the officer; the English one is the `Display`.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            Self::NotATable => "不是表格文件，请上传CSV、XLSX或XLS".to_owned(),
            Self::Encrypted => "文件设有密码，请取消密码后重新上传".to_owned(),
            Self::Broken => "文件损坏或不完整，请另存后重新上传".to_owned(),
            Self::Encoding => {
                "文件编码既不是UTF-8也不是GBK，或前后不一致，请另存为UTF-8或XLSX".to_owned()
            }
            Self::UnclosedQuote { row } => format!("第{row}行或其后有未闭合的引号"),
            Self::TooLarge => "文件过大，请拆分后上传".to_owned(),
            Self::TooManyRows { most } => format!("超过{most}行，请拆分后上传"),
            Self::TooManyColumns { row, most } => format!("第{row}行超过{most}列"),
            Self::RowTooLong { row } => {
                format!("第{row}行太长，文件可能没有换行，请另存为XLSX后上传")
            }
            Self::CellTooLong { row, column, most } => {
                format!("第{row}行第{column}列超过{most}个字")
            }
            Self::HeaderNotFound => "前几行中没有找到表头，请使用模板的栏目名称".to_owned(),
            Self::ColumnMissing { missing, meant } => {
                format!("缺少栏目：{}{}", missing.join("、"), in_chinese(meant))
            }
            Self::ColumnTwice { heading } => format!("栏目“{heading}”重复，请只保留一个"),
            Self::ReadFailed(_) => "读取文件失败，请稍后再试".to_owned(),
        }
    }
}

fn in_english(meant: &[(String, &str)]) -> String {
    let hint = |(heading, known): &(String, &str)| format!("; does {heading} mean {known}?");
    meant.iter().map(hint).collect::<Vec<_>>().concat()
}

fn in_chinese(meant: &[(String, &str)]) -> String {
    let hint = |(heading, known): &(String, &str)| format!("；“{heading}”是否应为“{known}”");
    meant.iter().map(hint).collect::<Vec<_>>().concat()
}

impl From<&io::Error> for Unreadable {
    fn from(error: &io::Error) -> Self {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        match error
            .get_ref()
            .and_then(|cause| cause.downcast_ref::<Self>())
        {
            Some(own) => own.clone(),
            None => match error.kind() {
                InvalidData | InvalidInput | UnexpectedEof => Self::Broken,
                kind => Self::ReadFailed(kind),
            },
        }
    }
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        Self::from(&error)
    }
}

/// So that a reader inside a library's reader can say what is the matter.
impl From<Unreadable> for io::Error {
    fn from(unreadable: Unreadable) -> Self {
        io::Error::other(unreadable)
    }
}

impl From<csv::Error> for Unreadable {
    fn from(error: csv::Error) -> Self {
        match error.kind() {
            csv::ErrorKind::Io(cause) => Self::from(cause),
            csv::ErrorKind::Utf8 { .. } => Self::Encoding,
            _ => Self::Broken,
        }
    }
}

impl From<quick_xml::Error> for Unreadable {
    fn from(error: quick_xml::Error) -> Self {
        match error {
            quick_xml::Error::Io(cause) => Self::from(&*cause),
            _ => Self::Broken,
        }
    }
}
