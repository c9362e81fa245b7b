//! Divisions: read by their code, told with their name.

use crate::error::{Code, Error};
use domain::{
    division::{Division, Level},
    register::register,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A division with its full name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DivisionBody {
    /// 6, 9 or 12 digits.
    #[schema(example = "520526")]
    pub code: String,
    /// Its full name at present.
    #[schema(example = "贵州省毕节市威宁彝族回族苗族自治县")]
    pub name: String,
}

impl From<Division> for DivisionBody {
    fn from(division: Division) -> Self {
        Self {
            code: division.to_string(),
            name: register().full_name(division),
        }
    }
}

/// Reads a division's code; it or the county above it is or was in force.
///
/// # Errors
/// [`Code::DivisionUnknown`].
pub fn division(code: &str) -> Result<Division, Code> {
    Division::parse(code)
        .filter(|d| {
            register().name_of(*d).is_some() || register().name_of(d.up_to(Level::County)).is_some()
        })
        .ok_or(Code::DivisionUnknown)
}

/// Reads a division in a query.
///
/// # Errors
/// [`Code::ParameterMalformed`].
pub fn division_parameter(code: Option<&str>) -> Result<Option<Division>, Error> {
    code.map(division)
        .transpose()
        .map_err(|_| Error::Malformed(Code::ParameterMalformed))
}
