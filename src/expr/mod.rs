//! Expression DAG, formulas, claims, derivatives, polynomial normal form.
