/// What `Package.swift` must say of each target.
enum ManifestRule {
    /// Whether a target asks for strict memory safety.
    static func isMemorySafe(_ target: String, manifest: String) -> Bool {
        declarations(manifest).contains { $0.name == target && $0.text.contains(".strictMemorySafety()") }
    }

    /// Targets with code that do not take part in the settings that all share.
    static func laxTargets(_ manifest: String) -> [Finding] {
        declarations(manifest).filter { !$0.text.contains("swiftSettings: strict") }.map {
            Finding(path: "Package.swift", line: $0.line, message: "\($0.name) does not take the shared settings")
        }
    }

    /// Every target of Swift code: its name, the line it begins on, and its declaration's text.
    private static func declarations(_ manifest: String) -> [(name: String, line: Int, text: Substring)] {
        let starts = manifest.matches(of: /\.(?:target|executableTarget|testTarget|systemLibrary)\(\s*name: "(\w+)"/)
        return starts.indices.compactMap { index in
            let start = starts[index].range.lowerBound
            let end = index + 1 < starts.count ? starts[index + 1].range.lowerBound : manifest.endIndex
            let text = manifest[start..<end]
            guard !text.hasPrefix(".systemLibrary") else { return nil }
            return (String(starts[index].1), manifest[..<start].count { $0 == "\n" } + 1, text)
        }
    }
}
