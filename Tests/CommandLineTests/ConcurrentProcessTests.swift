import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// Several processes at one store, all at once.
@Suite(.tags(.process)) struct ConcurrentProcessTests {
  private static let writer = """
    for round in 1 2 3 4; do
      echo "$0 in round $round" >> cortex-brain/documents/$0.md
      "$1" snapshot --wait --quiet || echo "snapshot $?"
      "$1" gc --yes --keep-last 2 --now --wait --quiet || echo "gc $?"
    done
    """
  private static let reader = """
    while [ ! -e "$2" ]; do
      "$1" gen list --quiet || echo "list $?"
      "$1" verify --quiet || echo "verify $?"
      "$1" gen restore 1 --to "$3" --quiet || echo "restore $?"
      rm -rf "$3"
    done
    """

  @Test
  func `two writers get through one after the other, and readers beside them and a collection`()
    throws
  {
    let place = try Workplace()
    try place.files.ensureDirectory(place.deployment.appending("cortex-brain/documents"))
    let end = place.folder.appending("end")
    let program = Program.path.string
    let readers = try (0..<2).map { number in
      try Program.start(
        "/bin/bash",
        [
          "-c", Self.reader, "reader", program, end.string,
          place.folder.appending("r\(number)").string,
        ],
        in: place.deployment, environment: place.environment,
        output: place.log("reader\(number)"), errors: place.log("reader\(number)"))
    }
    let writers = try ["one", "two"].map { name in
      try Program.start(
        "/bin/bash", ["-c", Self.writer, name, program], in: place.deployment,
        environment: place.environment, output: place.log(name), errors: place.log(name))
    }
    for writer in writers { writer.waitUntilExit() }
    try place.files.replace(end, with: [])
    for reader in readers { reader.waitUntilExit() }
    for name in ["one", "two", "reader0", "reader1"] {
      let log = try place.files.text(place.folder.appending("\(name).log"))
      let failures = log.split(separator: "\n").filter { !$0.hasPrefix("waiting for another") }
      #expect(failures == [], "\(name)")
    }
    #expect(try place.cortex("verify").status == 0)
    #expect(try place.cortex("status", "--json").json()["modified"] == .list([]))
  }
}

extension Workplace {
  /// A new file that a process writes what it prints to.
  fileprivate func log(_ name: String) throws -> FileHandle {
    let path = folder.appending("\(name).log")
    if try files.metadata(path) == nil { try files.replace(path, with: []) }
    let handle = try #require(FileHandle(forWritingAtPath: path.string))
    try handle.seekToEnd()
    return handle
  }
}
