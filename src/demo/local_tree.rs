//! The local samples: somebody's working folder.

use super::sample::Fill::{Hole, Noise, Text};
use super::sample::{Sample, file, folder, link};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// All local samples, folders before what is in them.
pub(super) const SAMPLES: &[Sample] = &[
    folder("invoices", "2026-11-20 09:12"),
    folder("invoices/2024", "2024-12-30 17:40"),
    file(
        "invoices/2024/2024-001 Hansen.pdf",
        Noise(84 * KIB),
        "2024-02-01 08:15",
    ),
    file(
        "invoices/2024/2024-002 Müller & Söhne.pdf",
        Noise(91 * KIB),
        "2024-06-14 11:02",
    ),
    file(
        "invoices/2024/2024-003 Œuvres réunies.pdf",
        Noise(77 * KIB),
        "2024-12-30 17:40",
    ),
    folder("invoices/2025", "2025-11-03 10:20"),
    file(
        "invoices/2025/2025-001 Hansen.pdf",
        Noise(86 * KIB),
        "2025-03-02 09:00",
    ),
    file(
        "invoices/2025/2025-002 株式会社山田.pdf",
        Noise(102 * KIB),
        "2025-11-03 10:20",
    ),
    file(
        "invoices/2026-014 Hansen.pdf",
        Noise(88 * KIB),
        "2026-09-01 08:30",
    ),
    file(
        "invoices/2026-015 Ærø Færgen.pdf",
        Noise(79 * KIB),
        "2026-11-20 09:12",
    ),
    file("invoices/overview.csv", Text(6_144), "2026-11-20 09:10"),
    folder("photos", "2026-11-18 22:40"),
    folder("photos/2026-08 Øresund", "2026-08-17 20:11"),
    file(
        "photos/2026-08 Øresund/DSC_0412.jpg",
        Noise(610 * KIB),
        "2026-08-15 14:02",
    ),
    file(
        "photos/2026-08 Øresund/DSC_0413.jpg",
        Noise(588 * KIB),
        "2026-08-15 14:03",
    ),
    file(
        "photos/2026-08 Øresund/DSC_0420.jpg",
        Noise(634 * KIB),
        "2026-08-16 06:48",
    ),
    file(
        "photos/2026-08 Øresund/DSC_0431.jpg",
        Noise(571 * KIB),
        "2026-08-17 20:11",
    ),
    file(
        "photos/cafe\u{301} at the quay.jpg",
        Noise(402 * KIB),
        "2026-10-04 16:30",
    ),
    file("photos/東京駅.jpg", Noise(455 * KIB), "2025-04-11 03:20"),
    file("photos/portrait.png", Noise(311 * KIB), "2026-11-18 22:40"),
    folder("site", "2026-11-21 17:03"),
    file("site/index.html", Text(18_637), "2026-11-21 17:03"),
    file("site/about.html", Text(7_412), "2026-10-12 09:44"),
    file("site/contact.html", Text(5_120), "2026-10-12 09:51"),
    file("site/timetable.html", Text(22_930), "2026-11-19 15:07"),
    file("site/404.html", Text(1_204), "2025-12-01 10:00"),
    file("site/favicon.ico", Noise(4_286), "2025-12-01 10:00"),
    file("site/sitemap.xml", Text(3_310), "2026-11-21 17:03"),
    folder("site/css", "2026-11-21 16:59"),
    file("site/css/base.css", Text(12_840), "2026-11-02 13:12"),
    file("site/css/print.css", Text(2_204), "2026-03-08 12:00"),
    file("site/css/timetable.css", Text(8_011), "2026-11-21 16:59"),
    folder("site/js", "2026-11-19 15:02"),
    file("site/js/main.js", Text(14_301), "2026-11-19 15:02"),
    file("site/js/search.js", Text(9_876), "2026-09-27 18:20"),
    file("site/js/vendor.min.js", Noise(88_145), "2026-05-30 07:00"),
    folder("site/img", "2026-09-14 10:01"),
    file("site/img/hero.webp", Noise(143 * KIB), "2026-09-14 09:58"),
    file("site/img/logo.svg", Text(9_933), "2026-09-14 10:01"),
    file("site/img/map.png", Noise(212 * KIB), "2026-06-02 11:11"),
    folder("site/img/boats", "2026-07-07 07:07"),
    file(
        "site/img/boats/anna.jpg",
        Noise(95 * KIB),
        "2026-07-07 07:01",
    ),
    file(
        "site/img/boats/bertha.jpg",
        Noise(99 * KIB),
        "2026-07-07 07:03",
    ),
    file(
        "site/img/boats/çelebi.jpg",
        Noise(92 * KIB),
        "2026-07-07 07:07",
    ),
    folder("site/news", "2026-11-15 12:00"),
    file("site/news/2026-09.html", Text(6_020), "2026-09-30 12:00"),
    file("site/news/2026-10.html", Text(5_733), "2026-10-31 12:00"),
    file("site/news/2026-11.html", Text(2_118), "2026-11-15 12:00"),
    folder("site/fonts", "2025-12-01 10:00"),
    file(
        "site/fonts/quay-regular.woff2",
        Noise(41_320),
        "2025-12-01 10:00",
    ),
    file(
        "site/fonts/quay-bold.woff2",
        Noise(42_904),
        "2025-12-01 10:00",
    ),
    file("site/.htaccess", Text(312), "2026-01-03 12:00"),
    folder("logs", "2026-11-22 00:00"),
    file("logs/2026-11-21.log", Text(46_080), "2026-11-21 23:59"),
    file("logs/2026-11-22.log", Text(11_264), "2026-11-22 17:00"),
    file(".editorconfig", Text(141), "2025-01-20 08:00"),
    file(
        "archive-2025.tar.zst",
        Hole {
            head: MIB,
            size: 124 * MIB,
        },
        "2026-11-02 03:00",
    ),
    file(
        "backup.sql.gz",
        Hole {
            head: MIB,
            size: 32 * MIB - 4_321,
        },
        "2026-11-22 04:00",
    ),
    Sample {
        path: "deploy.sh",
        fill: Text(4_198),
        modified: "2026-10-30 11:25",
        mode: 0o755,
    },
    file("empty.txt", Text(0), "2026-02-28 23:59"),
    file("index.html", Text(18_637), "2026-11-21 17:03"),
    link("latest.log", "logs/2026-11-22.log", "2026-11-22 00:00"),
    file("logo.svg", Text(9_933), "2026-09-14 10:01"),
    file("notes für Müller.txt", Text(2_253), "2026-11-19 16:48"),
    file("q3-report.pdf", Noise(2_726_298), "2026-11-12 08:30"),
    file("robots.txt", Text(124), "2026-01-03 12:00"),
    file("style.css", Text(31_744), "2026-11-21 16:59"),
    file(
        "video-tour.mp4",
        Hole {
            head: 2 * MIB,
            size: 74 * MIB + 123_456,
        },
        "2026-11-20 19:15",
    ),
];
