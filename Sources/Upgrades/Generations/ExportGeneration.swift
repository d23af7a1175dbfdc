import FileEffects
public import Generations
import ObjectStore
public import SystemPackage

/// Writes a generation into a new file that needs nothing else: ``ImportGeneration`` reads it.
///
/// This is no ``Operation``: the deployment and its store stay unchanged, so that no lock is taken, and
/// the name of the generation decides everything.
public struct ExportGeneration {
  private let number: Generation.Number
  private let path: FilePath

  public init(_ number: Generation.Number, to path: FilePath) {
    (self.number, self.path) = (number, path)
  }

  /// Whether a path stands for an export in a file, and not for a folder.
  public static func isFile(_ path: FilePath) -> Bool {
    path.lastComponent?.string.hasSuffix(ExportFile.ending) ?? false
  }

  public func carryOut(on deployment: Deployment) throws -> ExportFileReport {
    let log = try deployment.log()
    let generation = try log.generation(number)
    let size = try deployment.step(.writeFiles) {
      try ExportFile.write(
        try generation.sealed, roots: generation.roots, to: path, from: log.store)
    }
    return ExportFileReport(
      generation: number, to: path.spelling, files: generation.files, bytes: generation.bytes,
      exportBytes: size)
  }
}

/// A generation in a file of its own.
public struct ExportFileReport: Encodable, Hashable, Sendable {
  public var generation: Generation.Number
  public var to: String
  public var files: Int
  /// Length of the generation's files.
  public var bytes: UInt64
  /// Length of the file written.
  public var exportBytes: UInt64
}
