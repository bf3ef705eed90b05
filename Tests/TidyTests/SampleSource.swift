/// A file for trying rules on.
enum SampleSource {
    static func file(_ text: String, path: String = "Sources/WeirCore/Sample.swift") -> SourceFile {
        SourceFile(path: path, text: text)
    }

    /// A function of so many lines.
    static func function(lines: Int) -> String {
        "func long() {\n" + String(repeating: "    step()\n", count: lines - 2) + "}\n"
    }
}
