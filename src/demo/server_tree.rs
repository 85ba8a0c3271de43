//! The server's samples: a small web host.

use super::sample::Fill::{Folder, Hole, Noise, Text};
use super::sample::{Sample, file, folder, link};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// All samples of the server, folders before what is in them.
pub(super) const SAMPLES: &[Sample] = &[
    file("WELCOME.txt", Text(640), "2026-01-02 10:00"),
    Sample {
        path: "archive",
        fill: Folder,
        modified: "2021-12-31 23:59",
        mode: 0o555,
    },
    file(
        "archive/2018-statutes.pdf",
        Noise(120 * KIB),
        "2018-05-25 10:00",
    ),
    file(
        "archive/2019-timetable.pdf",
        Noise(88 * KIB),
        "2019-03-31 02:00",
    ),
    file(
        "archive/2021-last-letter.txt",
        Text(1_900),
        "2021-12-31 23:59",
    ),
    folder("pub", "2026-11-22 16:30"),
    folder("pub/incoming", "2026-11-22 16:30"),
    folder("pub/incoming/2026-10", "2026-10-31 23:59"),
    file(
        "pub/incoming/2026-10/reading-01.csv",
        Text(20_480),
        "2026-10-15 06:00",
    ),
    file(
        "pub/incoming/2026-10/reading-02.csv",
        Text(21_504),
        "2026-10-31 23:59",
    ),
    folder("pub/incoming/2026-11", "2026-11-22 16:30"),
    file(
        "pub/incoming/2026-11/reading-03.csv",
        Text(19_866),
        "2026-11-22 16:30",
    ),
    file("pub/incoming/MANIFEST", Text(812), "2026-11-22 16:30"),
    file(
        "pub/incoming/backup.sql.gz",
        Hole {
            head: MIB,
            size: 31 * MIB,
        },
        "2026-11-21 04:00",
    ),
    folder("pub/logs", "2026-11-22 00:00"),
    file(
        "pub/logs/access-2026-11-19.log.gz",
        Noise(181 * KIB),
        "2026-11-20 00:00",
    ),
    file(
        "pub/logs/access-2026-11-20.log.gz",
        Noise(176 * KIB),
        "2026-11-21 00:00",
    ),
    file(
        "pub/logs/access-2026-11-21.log.gz",
        Noise(203 * KIB),
        "2026-11-22 00:00",
    ),
    file("pub/logs/access.log", Text(412_160), "2026-11-22 16:58"),
    file("pub/logs/error.log", Text(7_800), "2026-11-22 14:12"),
    folder("pub/public_html", "2026-11-21 17:05"),
    file(
        "pub/public_html/index.html",
        Text(18_444),
        "2026-11-20 10:10",
    ),
    file(
        "pub/public_html/about.html",
        Text(7_412),
        "2026-10-12 09:44",
    ),
    file(
        "pub/public_html/timetable.html",
        Text(21_002),
        "2026-09-28 08:00",
    ),
    file("pub/public_html/.htaccess", Text(298), "2025-11-11 11:11"),
    folder("pub/public_html/css", "2026-11-02 13:12"),
    file(
        "pub/public_html/css/base.css",
        Text(12_840),
        "2026-11-02 13:12",
    ),
    folder("pub/public_html/img", "2026-09-14 10:01"),
    file(
        "pub/public_html/img/logo.svg",
        Text(9_933),
        "2026-09-14 10:01",
    ),
    file(
        "pub/public_html/img/hero.webp",
        Noise(143 * KIB),
        "2026-09-14 09:58",
    ),
    folder("pub/mirror", "2024-02-29 12:00"),
    folder("pub/mirror/docs", "2024-02-29 12:00"),
    folder("pub/mirror/docs/manual", "2024-02-29 12:00"),
    folder("pub/mirror/docs/manual/en", "2024-02-29 12:00"),
    folder("pub/mirror/docs/manual/en/chapters", "2024-02-29 12:00"),
    folder("pub/mirror/docs/manual/en/chapters/07", "2024-02-29 12:00"),
    folder(
        "pub/mirror/docs/manual/en/chapters/07/figures",
        "2024-02-29 12:00",
    ),
    file(
        "pub/mirror/docs/manual/en/chapters/07/figures/anchor.svg",
        Text(5_511),
        "2024-02-29 12:00",
    ),
    folder("pub/sprachen 語言", "2025-08-08 08:08"),
    file(
        "pub/sprachen 語言/Grüße aus Köln.txt",
        Text(731),
        "2025-08-08 08:08",
    ),
    file(
        "pub/sprachen 語言/Ελληνικά.txt",
        Text(702),
        "2025-06-21 10:00",
    ),
    file(
        "pub/sprachen 語言/résumé (cafe\u{301}).txt",
        Text(688),
        "2025-01-09 19:30",
    ),
    file(
        "pub/sprachen 語言/Русский текст.txt",
        Text(744),
        "2024-11-30 13:00",
    ),
    file(
        "pub/sprachen 語言/日本語のファイル.txt",
        Text(719),
        "2024-07-07 07:07",
    ),
    file(
        "pub/sprachen 語言/한국어.txt",
        Text(690),
        "2023-10-09 00:00",
    ),
    file("pub/CHANGES.txt", Text(12_083), "2026-11-15 13:37"),
    file("pub/README", Text(1_946), "2024-05-05 05:05"),
    file(
        "pub/dataset-001.parquet",
        Hole {
            head: MIB,
            size: 48 * MIB + 77_777,
        },
        "2026-11-10 06:00",
    ),
    file(
        "pub/dataset-002.parquet",
        Hole {
            head: MIB,
            size: 47 * MIB + 1_234,
        },
        "2026-11-11 06:00",
    ),
    file(
        "pub/dataset-003.parquet",
        Hole {
            head: MIB,
            size: 51 * MIB + 99,
        },
        "2026-11-12 06:00",
    ),
    file("pub/empty.flag", Text(0), "2023-01-01 00:00"),
    file(
        "pub/firmware-2.1.bin",
        Noise(3 * MIB + 513),
        "2022-09-09 09:09",
    ),
    file("pub/index.html", Text(18_444), "2026-11-20 10:10"),
    link("pub/latest.iso", "release-1.4.0.iso", "2026-11-01 12:01"),
    file(
        "pub/minutes of the general meeting of the friends of the old harbour railway, with the \
         treasurer's report and all questions from the floor, 14 March 2025.txt",
        Text(9_001),
        "2025-03-14 21:45",
    ),
    file(
        "pub/release-1.4.0.iso",
        Hole {
            head: MIB,
            size: 200 * MIB,
        },
        "2026-11-01 12:00",
    ),
    file("pub/release-1.4.0.iso.sha256", Text(84), "2026-11-01 12:01"),
];
