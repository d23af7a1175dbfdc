import Foundation
import PackagePlugin

/// Puts the template for migrations into the module that uses this plugin, as a constant.
@main
struct EmbedMigrations: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let template = context.package.directoryURL.appending(path: "Migrations/template.sql")
    let source = context.pluginWorkDirectoryURL.appending(path: "MigrationTemplate.swift")
    return [
      .buildCommand(
        displayName: "Embedding Migrations/template.sql",
        executable: try context.tool(named: "embed-text").url,
        arguments: ["migrationTemplate", template.path, source.path],
        inputFiles: [template], outputFiles: [source])
    ]
  }
}
