// swift-tools-version: 6.2
import PackageDescription

/// Micro-benchmarks of the store, apart from the program: nothing here is linked into it.
let package = Package(
  name: "cortex-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "cortex", path: ".."),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
  ],
  targets: [
    .executableTarget(
      name: "store-benchmarks",
      dependencies: [
        .product(name: "StoreLibrary", package: "cortex"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
      ])
  ]
)
