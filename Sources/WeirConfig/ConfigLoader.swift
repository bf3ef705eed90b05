internal import WeirModel

/// Reads a configuration file and reports every mistake in it at once.
public enum ConfigLoader {
    /// Bytes of a configuration file.
    public static let fileLimit = 4 << 20

    /// Reads, checks and analyses a file. Nothing is bound, resolved or opened but the file and what `${file:}` names.
    ///
    /// - Parameters:
    ///   - path: the file as the user named it; diagnostics repeat it, and relative paths start from its folder.
    ///   - environment: what `${NAME}` is looked up in.
    /// - Throws: when the file gives no bytes at all. Everything else is a diagnostic.
    public static func load(
        path: String, environment: [String: String]
    ) throws(ConfigurationUnreadable) -> LoadedConfiguration {
        do throws(FileBytes.Problem) {
            let bytes = try FileBytes.read(path, limit: fileLimit)
            return load(bytes: bytes, file: path, folder: FilePath.folder(of: path), environment: environment)
        } catch {
            switch error {
            case .unreadable(let reason): throw ConfigurationUnreadable(path: path, reason: reason)
            case .tooLarge: return rejected(SourceText(file: path, bytes: []), tooLargeMessage)
            }
        }
    }

    /// The same, of a text that has been read already.
    ///
    /// - Parameters:
    ///   - file: the name that diagnostics give.
    ///   - folder: what relative paths in the text start from; empty: the working directory.
    public static func load(
        bytes: [UInt8], file: String, folder: String, environment: [String: String]
    ) -> LoadedConfiguration {
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let bytes = bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(3)) : bytes
        let source = SourceText(file: file, bytes: bytes)
        guard bytes.count <= fileLimit else {
            return rejected(SourceText(file: file, bytes: []), tooLargeMessage)
        }
        if let offset = offsetOfInvalidUTF8(bytes) {
            return rejected(source, "the file is not UTF-8 from this byte on", at: source.mark(atByte: offset))
        }
        let findings = Findings(source: source)
        guard let root = YAMLComposer.compose(findings) else {
            if findings.hasErrors {
                return LoadedConfiguration(diagnostics: findings.diagnostics, sources: SourceMap(source: source))
            }
            return rejected(source, "the file is empty", hint: "a configuration needs `listeners` at least")
        }
        let sources = SourceMap(source: source, root: root)
        let substitution = Substitution(environment: environment, folder: folder)
        var reader = ConfigurationReader(reading: Reading(findings: findings, substitution: substitution))
        let configuration = reader.configuration(from: root)
        guard !findings.hasErrors else {
            return LoadedConfiguration(diagnostics: findings.diagnostics, sources: sources)
        }
        ConfigurationAnalysis(configuration: configuration, sources: sources, findings: findings).run()
        return LoadedConfiguration(
            configuration: configuration, diagnostics: findings.diagnostics, sources: sources)
    }

    private static var tooLargeMessage: String {
        "the file is larger than \(SizeSyntax.text(fileLimit))"
    }

    private static func rejected(
        _ source: SourceText, _ message: String, at mark: SourceMark = SourceMark(line: 1, column: 1),
        hint: String? = nil
    ) -> LoadedConfiguration {
        let findings = Findings(source: source)
        findings.error(message, at: mark, hint: hint)
        return LoadedConfiguration(diagnostics: findings.diagnostics, sources: SourceMap(source: source))
    }

    private static func offsetOfInvalidUTF8(_ bytes: [UInt8]) -> Int? {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }
}
