"""Certificates: who finished a course asks for one, and anybody who holds it may check it.

`rule` says what a course asks for and what is still missing; `register` issues, numbers and withdraws;
`pages` shows what was issued; `badges` signs it as an Open Badge. The contract is
docs/decisions/014-certificates.md.
"""
