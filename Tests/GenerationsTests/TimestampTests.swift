import TestSupport
import Testing

@testable import Generations

@Suite(.tags(.unit)) struct TimestampTests {
  @Test func `every day from 1900 to 2200 comes back from its text`() throws {
    let days =
      Timestamp.days(
        year: 1900, month: 1, day: 1)...Timestamp.days(
        year: 2200, month: 12, day: 31)
    var before: (year: Int64, month: Int64, day: Int64)?
    for day in days {
      let time = Timestamp(seconds: day * Timestamp.secondsPerDay + 12 * 3600 + 34 * 60 + 56)
      let date = time.date
      #expect(time.days == day)
      #expect(Timestamp.days(year: date.year, month: date.month, day: date.day) == day)
      if let before { #expect(date > before) }
      before = date
    }
    #expect(days.count == 301 * 365 + 73)
  }

  @Test func `a moment comes back from its text to the second`() throws {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<5000 {
      let time = Timestamp(
        seconds: Int64.random(in: -62_167_219_200...253_402_300_799, using: &generator))
      #expect(Timestamp(time.description) == time)
      #expect(Timestamp(time.dateText)?.days == time.days)
    }
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2000-02-29T00:00:00Z", 951_782_400),
    ("2026-01-31T12:00:00Z", 1_769_860_800), ("1969-12-31T23:59:59Z", -1),
    ("2100-03-01", 4_107_542_400),
  ])
  func `known moments have their seconds`(text: String, seconds: Int64) {
    #expect(Timestamp(text)?.seconds == seconds)
  }

  @Test(arguments: [
    "", "2026", "2026-13-01", "2026-00-10", "2026-02-29", "2100-02-29", "2026-04-31", "2026-1-31",
    "2026-01-31 12:00:00Z", "2026-01-31T12:00:00", "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z",
    "2026-01-31T12:00:60Z", "+026-01-31", "2026-01-31T12:00:00z", "２026-01-3",
    "2026-01-31T12:00:00+01:00",
  ])
  func `a text that is no such date is refused`(text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test(arguments: [(1900, false), (2000, true), (2024, true), (2025, false), (2100, false)])
  func `29 February is in leap years only`(year: Int, isLeap: Bool) {
    #expect((Timestamp("\(year)-02-29") != nil) == isLeap)
  }
}
