import FileEffects
import Generations
import Releases

/// Whether two spellings mean one version: `v3.3` is `3.3.0`. What is built otherwise is another one.
func isSameVersion(_ one: some StringProtocol, _ other: some StringProtocol) -> Bool {
  guard let first = ReleaseVersion(one), let second = ReleaseVersion(other) else {
    return String(one) == String(other)
  }
  let isBuilt = [first, second].contains { $0.description.contains("+") }
  return isBuilt ? first.description == second.description : first == second
}

/// What says which version is installed, and what counts of it.
struct VersionAgreement {
  /// The files of the deployment, in the order in which they are asked.
  var files: [SaidVersion]
  /// Version files that say nothing, and why.
  var unreadable: [(file: String, reason: String)] = []
  /// The version that counts, what says it, and why that is the one; `nil` if nothing says a version.
  var counts: (version: String, source: String, because: String)?
  /// The version that the store has on record; `nil` if there is none.
  var record: String?

  /// What is amiss and what to do about it; `nil` if nothing is.
  var warning: String? {
    let faults = unreadable.map { file, reason in
      "\(file) cannot be read (\(reason)); the next upgrade rewrites it, and what is in it now stays in "
        + "the generation from before"
    }
    let parts = faults + [disagreement].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: ". ")
  }

  private var disagreement: String? {
    guard let counts else { return nil }
    let others = files.filter { !isSameVersion($0.text, counts.version) }.map(\.file)
    if others.isEmpty { return nil }
    var said = files.map { "\($0.file) says \(Words.oneLine($0.text))" }
    if let record { said.append("the store says \(record)") }
    let written = VersionFile.places.map(\.description)
    var advice: [String] = []
    if others.contains(where: written.contains) {
      advice.append("the next upgrade rewrites the version files")
    }
    let shipped = others.filter { !written.contains($0) }
    if !shipped.isEmpty {
      advice.append(
        "correct \(shipped.joined(separator: " and ")), or leave that to the next release")
    }
    return "the files disagree about the version: \(said.joined(separator: ", ")). "
      + "\(counts.version) counts, since \(counts.because)"
      + (advice.isEmpty ? "" : "; " + advice.joined(separator: ", "))
  }
}
