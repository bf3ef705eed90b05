/// Which modules a target may import: the levels of the architecture. Nothing imports upward.
enum ImportRule {
    static let allowed: [String: Set<String>] = [
        "WeirModel": [],
        "WeirConfig": ["WeirModel", "Yams", "CYaml", "Foundation", "FoundationEssentials"],
        "WeirCore": ["WeirModel", "Synchronization", "Glibc", "Musl", "Darwin"],
        "WeirHTTP": ["WeirModel", "WeirCore", "NIOCore", "CNGHTTP2"],
        "WeirTLS": ["NIOCore", "COpenSSL", "CRecordMemory", "Synchronization", "Glibc"],
        "WeirTelemetry": ["WeirModel", "WeirCore", "Synchronization", "Glibc"],
        "WeirProxy": [
            "WeirModel", "WeirCore", "WeirHTTP", "WeirTLS", "WeirTelemetry", "CLinux", "NIOCore", "NIOPosix",
            "Dispatch",
            "Logging", "Synchronization", "Glibc",
        ],
        "weir": [
            "WeirModel", "WeirCore", "WeirHTTP", "WeirTLS", "WeirTelemetry", "WeirProxy", "WeirConfig", "CNGHTTP2",
            "NIOCore", "NIOPosix", "Logging", "ArgumentParser", "Dispatch", "Foundation", "Synchronization", "Glibc",
        ],
    ]

    static func findings(_ file: SourceFile) -> [Finding] {
        guard let allowed = allowed[file.target] else {
            return [Finding(path: file.path, line: 1, message: "target \(file.target) has no place among the levels")]
        }
        return file.lines(withAny: "import ").compactMap { line in
            guard let module = importedModule(file.code[line]), !allowed.contains(module) else { return nil }
            return file.finding("import", line: line, "\(file.target) must not import \(module)")
        }
    }

    static func importedModule(_ line: String) -> String? {
        let pattern =
            #/
            ^\s*(?:@\w+(?:\(\w+\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?
            import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)
            /#
        return line.firstMatch(of: pattern).map { String($0.1) }
    }
}
