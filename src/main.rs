fn main() -> std::process::ExitCode {
    lemmabox::cli::main()
}
