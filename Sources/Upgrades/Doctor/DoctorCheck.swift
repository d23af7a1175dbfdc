import ObjectStore

/// One check of the doctor: a name, and a function of facts about the deployment.
///
/// A new check is a line in ``all``. One that fails to look is a finding of its name.
struct DoctorCheck: Sendable {
  var name: Check.Name
  /// Gives no check where there is nothing to say.
  var look: @Sendable (DoctorFacts) throws -> [Check]

  init(_ name: Check.Name, _ look: @escaping @Sendable (DoctorFacts) throws -> [Check]) {
    (self.name, self.look) = (name, look)
  }

  /// In the order in which they are shown.
  static let all = [
    DoctorCheck(.integrity) {
      $0.health.integrity(warnings: $0.captured.warnings, unkept: $0.findings.unkept)
    },
    DoctorCheck(.foreignKeys) { $0.health.foreignKeyChecks },
    DoctorCheck(.textIndexes) { $0.health.textIndexChecks },
    DoctorCheck(.schemaVersions) { [$0.health.schemaVersionCheck] },
    DoctorCheck(.conversations) { $0.health.conversationChecks },
    DoctorCheck(.configurations) { [$0.health.configurationCheck] },
    DoctorCheck(.deprecatedKeys) { try DeprecatedKeysCheck(of: $0.deployment).checks($0) },
    DoctorCheck(.version) { [$0.deployment.versionConsistency($0.current, $0.log)] },
    DoctorCheck(.lastState) {
      [try LastStateCheck(of: $0.deployment).check($0)].compactMap(\.self)
    },
    DoctorCheck(.space) { [try $0.deployment.brainSpaceCheck($0.local)] },
    DoctorCheck(.permission) { facts in
      let deployment = facts.deployment
      return [
        try deployment.permissionCheck(
          facts.local, changing: deployment.foldersOfCore(facts.local),
          replacing: deployment.replaceable(facts.local))
      ]
    },
    DoctorCheck(.owners) { [try $0.deployment.ownerCheck($0.local)].compactMap(\.self) },
    DoctorCheck(.git) { [GitCheck(of: $0.deployment).check($0.local)] },
    DoctorCheck(.pythonFiles) { facts in
      try facts.deployment.withScratch {
        [try facts.deployment.pythonSourceCheck(facts.local.pythonSources, scratch: $0)]
      }
    },
    DoctorCheck(.pythonPackages) { [try PythonCheck(of: $0.deployment).check()] },
    DoctorCheck(.sqlite) { [$0.health.sqliteCheck()] },
    DoctorCheck(.databaseFiles) { [ForeignFilesCheck(of: $0.deployment).check($0.local)] },
  ]
}
