import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// Whoever publishes releases: builds and signs them into the folder of a web server.
struct Publisher {
  let place: Workplace
  let server: WebServer

  /// - Parameter locations: More for the server's configuration.
  init(_ place: Workplace, _ locations: String = "") throws {
    self.place = place
    server = try WebServer(locations)
    let made = try place.cortex("release", "keygen", "-W", "-p", key + ".pub", "-s", key + ".sec")
    try #require(made.status == 0, "\(made.errors)")
  }

  private var key: String { place.folder.appending("publisher-\(server.port)").string }
  var publicKey: String { key + ".pub" }

  func folder(_ name: String) -> FilePath { server.folder.appending(name) }

  /// Builds the sample's release, with what a test has put into it, into a folder of the server.
  @discardableResult
  func publish(
    _ version: String = "5.3.0", from release: FilePath? = nil, into name: String = "r",
    earlier: [String] = [], isSigned: Bool = true
  ) throws -> FilePath {
    let release = release ?? place.release
    let output = folder(name)
    var words = [
      "release", "build", release.string, "--version", version, "--output", output.string,
    ]
    for one in earlier { words += ["--from", one] }
    let built = try run(place, words)
    try #require(built.status == 0, "\(built.errors)")
    if isSigned {
      let list = output.appending("SHA256SUMS.txt").string
      let signed = try place.cortex("release", "sign", "-s", key + ".sec", list)
      try #require(signed.status == 0, "\(signed.errors)")
    }
    return output
  }

  func trust() throws {
    try #require(place.cortex("key", "add", publicKey, "--yes").status == 0)
  }

  /// Packs a folder as GitHub packs a tag: everything in one folder of another name.
  func pack(_ release: FilePath, as name: String) throws {
    let copy = place.folder.appending("packed/product-1a2b3c4")
    try place.files.removeTree(copy)
    try place.files.ensureDirectory(copy)
    let outcome = try Program.run(
      "/bin/sh",
      [
        "-c", "cp -a \"$1/.\" \"$2\" && tar -C \"$2/..\" -czf \"$3\" product-1a2b3c4", "sh",
        release.string, copy.string, folder(name).string,
      ], in: place.folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
  }
}

/// Runs `cortex` with words that were put together.
func run(
  _ place: Workplace, _ words: [String], environment: [String: String] = [:]
) throws -> Outcome {
  try Program.run(
    Program.path.string, words, in: place.deployment,
    environment: place.environment.merging(environment) { $1 })
}
