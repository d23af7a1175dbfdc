import FileEffects
import Generations
import ObjectStore

/// Asks what is in one folder of a generation. Reads the trees that lead there, and no other.
public struct ListFolder: Inquiry {
  private let name: GenerationName
  private let folder: String

  /// - Parameter folder: As ``Spelling`` writes it and as it is typed: below the folder that somebody is in, else
  ///   below the deployment's; empty for that folder itself.
  public init(_ folder: String, of name: GenerationName) {
    (self.folder, self.name) = (folder, name)
  }

  /// Names as ``Spelling`` writes them; those of folders end in `/`.
  public func report(on deployment: Deployment) throws -> [String] {
    let number = try deployment.report(FindGeneration(name))
    let log = try deployment.log()
    let trees = StoredTrees(try log.generation(number).tree, try ObjectReader(log.store))
    let meanings =
      folder.isEmpty
      ? [deployment.currentFolder.flatMap { RelativePath($0, below: deployment.root) }, nil]
      : try deployment.meanings(of: TypedPath(folder)).joined().map { $0 }
    for place in meanings {
      let names = try trees.names(in: place)
      if names.isEmpty { continue }
      return names.map { Spelling.text(of: $0.name) + ($0.isFolder ? "/" : "") }
    }
    return []
  }
}
