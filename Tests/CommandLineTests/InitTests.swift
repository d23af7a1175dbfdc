import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// `cortex init` with the wrong release, and with none.
@Suite(.tags(.process)) struct InitTests {
  @Test func `init says how many files fit the release`() throws {
    let place = try Workplace(isManaged: false)
    try place.files.remove(place.deployment.appending("src/tier1/limits.py"))
    for more in [["--dry-run"], []] {
      let outcome = try run(place, ["init", "--release", place.oldRelease.string, "--json"] + more)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let fits = try #require(outcome.json()["fits"])
      #expect(fits["edited"] == 1 && fits["missing"] == 1, "\(outcome.output)")
      #expect(try outcome.json()["without_base"] == .null)
      #expect(try outcome.json()["workspace"] == .text(place.deployment.string))
    }
    let other = try Workplace(isManaged: false)
    let outcome = try other.cortex("init", "--release", other.oldRelease.string)
    #expect(
      outcome.output.contains("core files are unchanged, 1 edited, 0 missing."),
      "\(outcome.output)")
    #expect(outcome.errors.isEmpty, "\(outcome.errors)")
  }

  @Test(arguments: [[], ["--dry-run"]])
  func `a release of another version is refused, and no store is made`(more: [String]) throws {
    let place = try Workplace(isManaged: false)
    let before = try place.everything()
    let words = ["init", "--release", place.release.string] + more
    let outcome = try run(place, words)
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    for part in [
      "\(place.release) is not the installed release",
      "VERSION says 5.2.0, but the release is 5.3.0", "are missing; specify the installed release",
      "--force",
    ] {
      #expect(
        outcome.errors.contains(part.replacing("VERSION", with: "cortex-brain/.cortex-version"))
          || outcome.errors.contains(part), "\(part): \(outcome.errors)")
    }
    #expect(try run(place, words + ["--json"]).failure()["code"] == "wrong_release")
    #expect(try place.everything() == before)
    #expect(try run(place, words + ["--force"]).status == 0)
  }

  @Test func `a release of no known version is refused if most of it is missing`() throws {
    let place = try Workplace(isManaged: false)
    for name in ["VERSION", "cortex-brain/.cortex-version"] {
      for folder in [place.release, place.deployment] {
        try place.files.remove(
          name.split(separator: "/").reduce(folder) { $0.appending(String($1)) })
      }
    }
    for number in 1...60 {
      try place.write(place.release.appending("src/new/module\(number).py"), "x = \(number)\n")
    }
    let before = try place.everything()
    let outcome = try place.cortex("init", "--release", place.release.string)
    #expect(outcome.status == 2 && outcome.errors.contains("missing"), "\(outcome.errors)")
    #expect(try place.everything() == before)
  }

  @Test func `without a release it is said what is not known, and how to begin again`() throws {
    let place = try Workplace(isManaged: false)
    let before = try place.tree()
    let first = try place.cortex("init", "--json")
    #expect(first.status == 0)
    #expect(try first.json()["without_base"]?["configurations"] == 5, "\(first.output)")
    #expect(try first.json()["fits"] == .null)
    let remedy = "move \(place.store) away and run 'cortex init --release PACKAGE'"
    #expect(
      first.errors.contains("5 configurations will be merged without a base")
        && first.errors.contains(remedy), "\(first.errors)")
    // Not into the generation that is there: going back to it would take files away.
    for words in [["init"], ["init", "--release", place.oldRelease.string]] {
      let again = try run(place, words)
      #expect(again.status == 1 && again.errors.contains(remedy), "\(again.errors)")
    }
    try place.files.rename(place.store, over: place.folder.appending("away"))
    #expect(try place.cortex("init", "--release", place.oldRelease.string).status == 0)
    #expect(try place.cortex("status").output.contains("Nothing has changed since generation 1"))
    #expect(try place.cortex("verify").status == 0)
    #expect(try place.tree() == before)
  }

  private func run(_ place: Workplace, _ words: [String]) throws -> Outcome {
    try Program.run(
      Program.path.string, words, in: place.deployment, environment: place.environment)
  }
}
