//! How much of a file is accepted.

/// Bounds on what a file may cost. The defaults are roomy for a province's roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a text file (CSV).
    pub text_bytes: u64,
    /// Bytes of an XLSX file, as uploaded.
    pub xlsx_bytes: u64,
    /// Bytes of an XLS file: it can only be read as a whole, at about ten times its size in memory.
    pub xls_bytes: u64,
    /// Bytes that any one part of an XLSX file may inflate to.
    pub inflated_bytes: u64,
    /// How many times its own size a workbook may grow by being unpacked and read; small ones may
    /// take 8 MiB in any case. Honest ones grow up to twentyfold.
    pub swelling: u64,
    /// The last physical row that may stand in a sheet.
    pub rows: u32,
    /// The last column in which anything may stand.
    pub columns: usize,
    /// Characters in one cell.
    pub cell_chars: usize,
}

/// What the smallest workbook may grow to.
const ROOM: u64 = 8 << 20;

impl Limits {
    /// Bytes that all parts of a workbook of so many bytes may inflate to, and that all its cells
    /// may say: a string that many cells share, or that is merged over many rows, is said anew by each.
    pub(crate) fn room(&self, bytes: u64) -> u64 {
        bytes.saturating_mul(self.swelling).max(ROOM)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text_bytes: 1 << 30,
            xlsx_bytes: 128 << 20,
            xls_bytes: 32 << 20,
            inflated_bytes: 512 << 20,
            swelling: 100,
            rows: 2_000_000,
            columns: 512,
            cell_chars: 4096,
        }
    }
}
