//! Where the sample's hosts are: every department, roughly by its population.

use domain::territory::Department;

use super::chance::Chance;

/// Ten-thousands of inhabitants, rounded up, in the order of the departments' codes.
const POPULATIONS: [usize; 107] = [
    65, 53, 34, 17, 14, 109, 33, 27, 15, 31, // 01 to 10
    37, 28, 205, 69, 14, 35, 65, 30, 24, 53, // 11 to 21
    60, 12, 41, 54, 52, 60, 43, 92, 16, 18, // 22 to 2B
    75, 142, 19, 165, 119, 109, 22, 61, 127, 26, // 30 to 39
    42, 33, 77, 23, 144, 68, 17, 33, 8, 82, // 40 to 49
    49, 57, 17, 31, 73, 18, 76, 105, 20, 261, // 50 to 59
    83, 28, 147, 66, 69, 23, 48, 114, 77, 189, // 60 to 69
    23, 55, 57, 44, 84, 215, 126, 144, 145, 37, // 70 to 79
    57, 39, 26, 109, 56, 69, 44, 37, 36, 33, // 80 to 89
    14, 131, 163, 166, 141, 125, 38, 36, 30, 87, // 90 to 974
    1, 28, 1, 4, 2, 28, 27, // 975 to 988
];

/// A department, as likely as it is populous.
pub(super) fn department(chance: &mut Chance) -> Department {
    let choices: Vec<_> = Department::all().zip(POPULATIONS).collect();
    chance.weighted(&choices)
}
