import Foundation
import Glibc
import WeirConfig
import WeirCore
import WeirModel
import WeirProxy
import WeirTLS

/// A configuration file with everything that it names, loaded just as it is served.
struct Assembly {
    /// The file gave no bytes at all.
    var isUnreadable = false
    var diagnostics: [Diagnostic] = []
    /// Nil if there is an error.
    var plan: ServerPlan?
    /// For people: all diagnostics, or why the file cannot be read.
    var report = ""

    var hasErrors: Bool { plan == nil }

    /// Loads the file, its certificates and its secrets; binds nothing.
    static func load(path: String) -> Assembly {
        do throws(ConfigurationUnreadable) {
            return build(try ConfigLoader.load(path: path, environment: ProcessInfo.processInfo.environment))
        } catch {
            let report =
                "error: \(error.path) cannot be read: \(error.reason)\n"
                + "  hint: name the file with --config FILE\n"
            return Assembly(isUnreadable: true, report: report)
        }
    }

    private static func build(_ loaded: LoadedConfiguration) -> Assembly {
        var diagnostics = loaded.diagnostics
        var plan: ServerPlan?
        if let configuration = loaded.configuration {
            let stores = loadCertificates(of: configuration, sources: loaded.sources, into: &diagnostics)
            let authorities = loadAuthorities(of: configuration, sources: loaded.sources, into: &diagnostics)
            checkLog(of: configuration, sources: loaded.sources, into: &diagnostics)
            let keys = loadKeys(of: configuration, sources: loaded.sources, into: &diagnostics)
            if !diagnostics.contains(where: { $0.severity == .error }) {
                plan = ServerPlan(
                    configuration: configuration, certificates: stores, authorities: authorities, keys: keys,
                    effectiveConfiguration: ConfigurationJSON.render(configuration),
                    logger: Console.logger(level: configuration.log.level), version: Version.weir)
            }
        }
        diagnostics.sort { $0.mark < $1.mark }
        let report = DiagnosticText.render(diagnostics)
        return Assembly(diagnostics: diagnostics, plan: plan, report: report)
    }

    private static func loadCertificates(
        of configuration: Configuration, sources: SourceMap, into diagnostics: inout [Diagnostic]
    ) -> [CertificateStore?] {
        configuration.listeners.map { listener in
            guard let tls = listener.tls else { return nil }
            let files = tls.certificates.map { CertificateSource(certificate: $0.certificate, key: $0.key) }
            let loaded = CertificateStore.load(files, now: Clock.seconds)
            for problem in loaded.problems {
                diagnostics.append(place(problem, of: listener, sources: sources))
            }
            return loaded.store
        }
    }

    private static func loadAuthorities(
        of configuration: Configuration, sources: SourceMap, into diagnostics: inout [Diagnostic]
    ) -> [[UInt8]?] {
        configuration.upstreams.map { upstream in
            guard let path = upstream.tls?.authorities else { return nil }
            do throws(TrustProblem) {
                return try TrustedAuthorities.load(path)
            } catch {
                diagnostics.append(
                    sources.diagnostic(
                        at: ["upstreams", .key(upstream.name), "tls", "authorities"], severity: .error,
                        message: "\(path): \(error.text)", hint: "a PEM file with the certificates to trust"))
                return nil
            }
        }
    }

    /// Puts a certificate's problem where the file is named.
    private static func place(_ problem: TLSFileProblem, of listener: Listener, sources: SourceMap) -> Diagnostic {
        let all = listener.tls?.certificates ?? []
        let files = all.indices.contains(problem.source) ? all[problem.source] : nil
        let isKey = problem.file == files?.key && (problem.concernsKey || problem.file != files?.certificate)
        return sources.diagnostic(
            at: [
                "listeners", .key(listener.name), "tls", "certificates", .index(problem.source),
                isKey ? "key" : "certificate",
            ],
            severity: problem.severity == .error ? .error : .warning, message: "\(problem.file): \(problem.message)",
            hint: problem.hint ?? hint(for: problem))
    }

    private static func hint(for problem: TLSFileProblem) -> String? {
        if case .unreadable = problem.kind { return "for development, `weir certs` makes a certificate and its key" }
        return nil
    }

    /// The access log's file is opened at start; what would fail then is said now.
    private static func checkLog(
        of configuration: Configuration, sources: SourceMap, into diagnostics: inout [Diagnostic]
    ) {
        guard case .file(let path) = configuration.log.access.to else { return }
        let folder = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : "."
        let isThere = access(path, F_OK) == 0
        guard access(isThere ? path : folder.isEmpty ? "/" : folder, W_OK) != 0 else { return }
        let reason = String(cString: strerror(errno))
        diagnostics.append(
            sources.diagnostic(
                at: ["log", "access", "to"], severity: .error,
                message: "the access log \(path) cannot be written: \(reason)",
                hint: isThere ? nil : "make the folder, or name another file"))
    }

    /// Without keys of their own, signed cookies last as long as the process.
    private static func loadKeys(
        of configuration: Configuration, sources: SourceMap, into diagnostics: inout [Diagnostic]
    ) -> AffinityKeyRing {
        guard configuration.affinityKeys.isEmpty else { return AffinityKeyRing(keys: configuration.affinityKeys) }
        if configuration.needsKeys {
            diagnostics.append(
                sources.diagnostic(
                    at: ["affinity_keys"], severity: .warning,
                    message:
                        "no `affinity_keys`: cookies are signed with a key made at start, and end with the process",
                    hint: "make one with: openssl rand -base64 32 > certs/affinity.key"))
        }
        do throws(TLSFailure) {
            return AffinityKeyRing(keys: [AffinityKey(bytes: try RandomBytes.make(count: 32))])
        } catch {
            diagnostics.append(
                sources.diagnostic(
                    at: [], severity: .error, message: "no random bytes for a cookie key: \(error.detail)"))
            return AffinityKeyRing(keys: [])
        }
    }
}

extension Configuration {
    /// Whether any signed cookie is set.
    var needsKeys: Bool {
        let isSigned = upstreams.contains { $0.affinity?.mode == .signed }
        return isSigned
            || routes.contains { route in
                guard case .split(let split) = route.action else { return false }
                return split.by == .client || split.by == .session
            }
    }
}
