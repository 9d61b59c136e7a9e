(** Identities: a term as a polynomial over atoms.

    Atoms are variables, pi, and functions of normalised terms. A divisor that is no constant becomes an atom of its own, its
    inverse; to decide whether a polynomial vanishes the inverses are multiplied away. Side relations are
    [sin(t)^2 = 1 - cos(t)^2], [sqrt(t)^2 = t], [|t|^2 = t^2]. *)

From Coq Require Import Reals ZArith QArith Qreals Qround List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms.
Import ListNotations.
Local Open Scope R_scope.

Definition monomial := list (term * nat).
Definition polynomial := list (monomial * Q).

Fixpoint monomial_value (env : environment) (m : monomial) : R :=
  match m with [] => 1 | (a, k) :: m => value env a ^ k * monomial_value env m end.

Fixpoint polynomial_value (env : environment) (p : polynomial) : R :=
  match p with [] => 0 | (m, c) :: p => Q2R c * monomial_value env m + polynomial_value env p end.

(** The terms in it are defined. *)
Definition good_atom (env : environment) (a : term) : Prop := defined env a.

Definition good_monomial env (m : monomial) := forall a k, In (a, k) m -> good_atom env a.
Definition good env (p : polynomial) := forall m c, In (m, c) p -> good_monomial env m.

(** * Rationals *)

Lemma Q2R_reduced q : Q2R (Qred q) = Q2R q.
Proof. apply Qeq_eqR, Qred_correct. Qed.

Definition plus (a b : Q) := Qred (a + b).
Definition times (a b : Q) := Qred (a * b).
Definition is_zero (q : Q) : bool := Z.eqb (Qnum q) 0.

Lemma Q2R_plus' a b : Q2R (plus a b) = Q2R a + Q2R b.
Proof. unfold plus. now rewrite Q2R_reduced, Q2R_plus. Qed.

Lemma Q2R_times' a b : Q2R (times a b) = Q2R a * Q2R b.
Proof. unfold times. now rewrite Q2R_reduced, Q2R_mult. Qed.

Lemma is_zero_true q : is_zero q = true -> Q2R q = 0.
Proof. unfold is_zero, Q2R. intros H. apply Z.eqb_eq in H. rewrite H. lra. Qed.

Lemma is_zero_false q : is_zero q = false -> Q2R q <> 0.
Proof.
  unfold is_zero, Q2R. intros H E. apply Z.eqb_neq in H. apply Rmult_integral in E. destruct E as [E|E].
  - apply H, eq_IZR, E.
  - revert E. apply Rinv_neq_0_compat. apply IZR_neq. discriminate.
Qed.

Lemma Q2R_Z z : Q2R (inject_Z z) = IZR z.
Proof. unfold Q2R. simpl. lra. Qed.

Lemma Q2R_fraction n d : Q2R (Qmake n d) = IZR n / IZR (Zpos d).
Proof. reflexivity. Qed.

(** * Monomials *)

Fixpoint monomial_compare (m n : monomial) : comparison :=
  match m, n with
  | [], [] => Eq
  | [], _ :: _ => Lt
  | _ :: _, [] => Gt
  | (a, k) :: m, (b, l) :: n =>
      match compare a b with
      | Lt => Gt
      | Gt => Lt
      | Eq => then_compare (Nat.compare k l) (monomial_compare m n)
      end
  end.

Lemma monomial_compare_eq m : forall n, monomial_compare m n = Eq -> m = n.
Proof.
  induction m as [|[a k] m IH]; intros [|[b l] n]; simpl; try discriminate; auto.
  destruct (compare a b) eqn:E; try discriminate. intros H. apply then_compare_eq in H. destruct H as [H K].
  apply compare_eq in E. apply Nat.compare_eq in H. apply IH in K. congruence.
Qed.

Fixpoint monomial_times (m : monomial) : monomial -> monomial :=
  fix inner (n : monomial) : monomial :=
    match m, n with
    | [], _ => n
    | _ :: _, [] => m
    | (a, k) :: m', (b, l) :: n' =>
        match compare a b with
        | Eq => (a, k + l)%nat :: monomial_times m' n'
        | Lt => (a, k) :: monomial_times m' n
        | Gt => (b, l) :: inner n'
        end
    end.

Lemma monomial_times_value env m : forall n,
  monomial_value env (monomial_times m n) = monomial_value env m * monomial_value env n.
Proof.
  induction m as [|[a k] m IH].
  - intros [|? ?]; simpl; lra.
  - induction n as [|[b l] n IHn].
    + simpl. lra.
    + change (monomial_times ((a, k) :: m) ((b, l) :: n)) with
        (match compare a b with
         | Eq => (a, k + l)%nat :: monomial_times m n
         | Lt => (a, k) :: monomial_times m ((b, l) :: n)
         | Gt => (b, l) :: monomial_times ((a, k) :: m) n
         end).
      destruct (compare a b) eqn:E.
      * apply compare_eq in E. subst b. cbn [monomial_value]. rewrite IH, pow_add. ring.
      * cbn [monomial_value]. rewrite IH. cbn [monomial_value]. ring.
      * cbn [monomial_value]. rewrite IHn. cbn [monomial_value]. ring.
Qed.

Lemma monomial_times_good env m : forall n, good_monomial env m -> good_monomial env n ->
  good_monomial env (monomial_times m n).
Proof.
  induction m as [|[a k] m IH].
  - intros [|? ?]; simpl; auto.
  - intros n Hm. assert (Hm' : good_monomial env m) by (intros x j Hx; apply (Hm x j); simpl; auto).
    induction n as [|[b l] n IHn]; intros Hn; [exact Hm|].
    assert (Hn' : good_monomial env n) by (intros x j Hx; apply (Hn x j); simpl; auto).
    change (monomial_times ((a, k) :: m) ((b, l) :: n)) with
      (match compare a b with
       | Eq => (a, k + l)%nat :: monomial_times m n
       | Lt => (a, k) :: monomial_times m ((b, l) :: n)
       | Gt => (b, l) :: monomial_times ((a, k) :: m) n
       end).
    destruct (compare a b) eqn:E; intros x j [Hx|Hx].
    + injection Hx as <- <-. apply (Hm a k). simpl; auto.
    + revert x j Hx. apply IH; assumption.
    + injection Hx as <- <-. apply (Hm a k). simpl; auto.
    + revert x j Hx. apply IH; assumption.
    + injection Hx as <- <-. apply (Hn b l). simpl; auto.
    + revert x j Hx. apply IHn; assumption.
Qed.

(** * Polynomials *)

Definition term_of (m : monomial) (c : Q) (p : polynomial) : polynomial := if is_zero c then p else (m, c) :: p.

Lemma term_of_value env m c p :
  polynomial_value env (term_of m c p) = Q2R c * monomial_value env m + polynomial_value env p.
Proof. unfold term_of. destruct (is_zero c) eqn:E; [rewrite (is_zero_true _ E); lra | reflexivity]. Qed.

Lemma term_of_good env m c p : good_monomial env m -> good env p -> good env (term_of m c p).
Proof.
  unfold term_of. destruct (is_zero c); auto. intros Hm Hp n d [H|H]; [injection H as <- _; exact Hm | eapply Hp, H].
Qed.

Fixpoint sum (p : polynomial) : polynomial -> polynomial :=
  fix inner (q : polynomial) : polynomial :=
    match p, q with
    | [], _ => q
    | _ :: _, [] => p
    | (m, c) :: p', (n, d) :: q' =>
        match monomial_compare m n with
        | Eq => term_of m (plus c d) (sum p' q')
        | Lt => (m, c) :: sum p' q
        | Gt => (n, d) :: inner q'
        end
    end.

Lemma sum_cons m c p n d q : sum ((m, c) :: p) ((n, d) :: q) =
  match monomial_compare m n with
  | Eq => term_of m (plus c d) (sum p q)
  | Lt => (m, c) :: sum p ((n, d) :: q)
  | Gt => (n, d) :: sum ((m, c) :: p) q
  end.
Proof. reflexivity. Qed.

Lemma sum_value env p : forall q, polynomial_value env (sum p q) = polynomial_value env p + polynomial_value env q.
Proof.
  induction p as [|[m c] p IH].
  - intros [|? ?]; simpl; lra.
  - induction q as [|[n d] q IHq]; [simpl; lra|]. rewrite sum_cons.
    destruct (monomial_compare m n) eqn:E.
    + apply monomial_compare_eq in E. subst n. rewrite term_of_value, IH, Q2R_plus'. cbn [polynomial_value]. ring.
    + cbn [polynomial_value]. rewrite IH. cbn [polynomial_value]. ring.
    + cbn [polynomial_value]. rewrite IHq. cbn [polynomial_value]. ring.
Qed.

Lemma good_cons env m c p : good env ((m, c) :: p) <-> good_monomial env m /\ good env p.
Proof.
  split.
  - intros H. split; [apply (H m c); simpl; auto | intros n d K; apply (H n d); simpl; auto].
  - intros [H K] n d [L|L]; [injection L as <- _; exact H | eapply K, L].
Qed.

Lemma sum_good env p : forall q, good env p -> good env q -> good env (sum p q).
Proof.
  induction p as [|[m c] p IH].
  - intros [|? ?]; simpl; auto.
  - intros q Hp. induction q as [|[n d] q IHq]; intros Hq; [exact Hp|]. rewrite sum_cons.
    pose proof Hp as Hp0. pose proof Hq as Hq0.
    apply good_cons in Hp0. apply good_cons in Hq0. destruct Hp0 as [Hm Hp'], Hq0 as [Hn Hq'].
    destruct (monomial_compare m n) eqn:E.
    + apply term_of_good; auto.
    + apply good_cons. auto.
    + apply good_cons. auto.
Qed.

Fixpoint scaled (m : monomial) (c : Q) (p : polynomial) : polynomial :=
  match p with [] => [] | (n, d) :: p => (monomial_times m n, times c d) :: scaled m c p end.

Lemma scaled_value env m c p :
  polynomial_value env (scaled m c p) = Q2R c * monomial_value env m * polynomial_value env p.
Proof.
  induction p as [|[n d] p IH]; simpl; [lra|]. rewrite IH, monomial_times_value, Q2R_times'. ring.
Qed.

Lemma scaled_good env m c p : good_monomial env m -> good env p -> good env (scaled m c p).
Proof.
  intros Hm. induction p as [|[n d] p IH]; simpl; auto. intros H. apply good_cons in H. apply good_cons.
  split; [apply monomial_times_good|]; tauto.
Qed.

Fixpoint product (p q : polynomial) : polynomial :=
  match p with [] => [] | (m, c) :: p => sum (scaled m c q) (product p q) end.

Lemma product_value env p q : polynomial_value env (product p q) = polynomial_value env p * polynomial_value env q.
Proof. induction p as [|[m c] p IH]; simpl; [lra|]. rewrite sum_value, scaled_value, IH. ring. Qed.

Lemma nil_good env : good env [].
Proof. intros m c []. Qed.

Lemma product_good env p q : good env p -> good env q -> good env (product p q).
Proof.
  intros Hp Hq. induction p as [|[m c] p IH]; simpl; [apply nil_good|]. apply good_cons in Hp.
  apply sum_good; [apply scaled_good|]; tauto.
Qed.

Definition constant (c : Q) : polynomial := term_of [] c [].
Definition one : polynomial := constant 1.
Definition atom (a : term) : polynomial := [([(a, 1%nat)], 1%Q)].
Definition opposite (p : polynomial) : polynomial := scaled [] (-1) p.

Lemma constant_value env c : polynomial_value env (constant c) = Q2R c.
Proof. unfold constant. rewrite term_of_value. simpl. lra. Qed.

Lemma constant_good env c : good env (constant c).
Proof. apply term_of_good; [intros a k [] | apply nil_good]. Qed.

Lemma one_value env : polynomial_value env one = 1.
Proof. unfold one. rewrite constant_value. unfold Q2R. simpl. lra. Qed.

Lemma atom_value env a : polynomial_value env (atom a) = value env a.
Proof. unfold atom. simpl. unfold Q2R. simpl. lra. Qed.

Lemma atom_good env a : good_atom env a -> good env (atom a).
Proof. intros H m c [K|[]]. injection K as <- _. intros b k [L|[]]. injection L as <- _. exact H. Qed.

Lemma opposite_value env p : polynomial_value env (opposite p) = - polynomial_value env p.
Proof. unfold opposite. rewrite scaled_value. unfold Q2R. simpl. lra. Qed.

Lemma empty_good env : good_monomial env [].
Proof. intros a k []. Qed.

Lemma opposite_good env p : good env p -> good env (opposite p).
Proof. intros H. apply scaled_good; [apply empty_good | exact H]. Qed.

Fixpoint power (p : polynomial) (n : nat) : polynomial :=
  match n with O => one | S n => product p (power p n) end.

Lemma power_value env p n : polynomial_value env (power p n) = polynomial_value env p ^ n.
Proof. induction n as [|n IH]; cbn [power pow]; [apply one_value|]. now rewrite product_value, IH. Qed.

Lemma power_good env p n : good env p -> good env (power p n).
Proof. intros H. induction n as [|n IH]; cbn [power]; [apply constant_good | now apply product_good]. Qed.

(** * Back to terms *)

Definition rational (c : Q) : term := if Pos.eqb (Qden c) 1 then TZ (Qnum c) else TQ (Qnum c) (Qden c).

Lemma rational_value env c : value env (rational c) = Q2R c.
Proof.
  unfold rational. destruct (Pos.eqb (Qden c) 1) eqn:E; [|reflexivity].
  apply Pos.eqb_eq in E. unfold Q2R. rewrite E. simpl. lra.
Qed.

Fixpoint monomial_term (m : monomial) : term :=
  match m with [] => TZ 1 | (a, k) :: m => TBin Mul (TPow a k) (monomial_term m) end.

Fixpoint polynomial_term (p : polynomial) : term :=
  match p with [] => TZ 0 | (m, c) :: p => TBin Add (TBin Mul (rational c) (monomial_term m)) (polynomial_term p) end.

Lemma monomial_term_value env m : value env (monomial_term m) = monomial_value env m.
Proof. induction m as [|[a k] m IH]; simpl; [reflexivity|]. now rewrite IH. Qed.

Lemma polynomial_term_value env p : value env (polynomial_term p) = polynomial_value env p.
Proof.
  induction p as [|[m c] p IH]; simpl; [reflexivity|]. now rewrite IH, monomial_term_value, rational_value.
Qed.

(** An argument of a function: a lone atom as it stands. *)
Definition argument (p : polynomial) : term :=
  match p with
  | [([(a, 1%nat)], c)] => if Qeq_bool c 1 then a else polynomial_term p
  | [([], c)] => rational c
  | _ => polynomial_term p
  end.

Lemma argument_value env p : value env (argument p) = polynomial_value env p.
Proof.
  unfold argument. destruct p as [|[[|[a [|[|k]]] m] c] p]; try apply polynomial_term_value.
  - destruct p; [|apply polynomial_term_value]. rewrite rational_value. simpl. lra.
  - destruct m; [|apply polynomial_term_value]. destruct p; [|apply polynomial_term_value].
    destruct (Qeq_bool c 1) eqn:E; [|apply polynomial_term_value].
    apply Qeq_bool_eq, Qeq_eqR in E. simpl. rewrite E. unfold Q2R. simpl. lra.
Qed.

Lemma monomial_term_good env m : good_monomial env m -> defined env (monomial_term m).
Proof.
  induction m as [|[a k] m IH]; simpl; auto. intros H. split; [|split; [|exact I]].
  - apply (H a k). simpl; auto.
  - apply IH. intros b l K. apply (H b l). simpl; auto.
Qed.

Lemma rational_good env c : defined env (rational c).
Proof. unfold rational. destruct (Pos.eqb (Qden c) 1); exact I. Qed.

Lemma polynomial_term_good env p : good env p -> defined env (polynomial_term p).
Proof.
  induction p as [|[m c] p IH]; simpl; auto. intros H. apply good_cons in H.
  repeat split; [apply rational_good | apply monomial_term_good | apply IH]; tauto.
Qed.

Lemma argument_good env p : good env p -> defined env (argument p).
Proof.
  intros H. pose proof (polynomial_term_good env p H) as D. unfold argument.
  destruct p as [|[[|[a [|[|k]]] m] c] p]; try exact D.
  - destruct p; [apply rational_good | exact D].
  - destruct m; [|exact D]. destruct p; [|exact D]. destruct (Qeq_bool c 1); [|exact D].
    apply (H [(a, 1%nat)] c) with (k := 1%nat); simpl; auto.
Qed.

(** * Inverses *)

Fixpoint inverse_monomial (m : monomial) : monomial :=
  match m with [] => [] | (a, k) :: m => monomial_times [(TInvPow a 1, k)] (inverse_monomial m) end.

Lemma monomial_value_nonzero env m : monomial_value env m <> 0 -> forall a k, In (a, k) m ->
  (0 < k)%nat -> value env a <> 0.
Proof.
  induction m as [|[b l] m IH]; simpl; intros H a k; [tauto|]. intros [K|K] L.
  - injection K as <- <-. intros E. apply H. rewrite E, pow_i by exact L. ring.
  - apply (IH (fun E => H (eq_trans (f_equal (Rmult _) E) (Rmult_0_r _))) a k K L).
Qed.

Definition positive_exponents (m : monomial) : bool := forallb (fun x => Nat.ltb 0 (snd x)) m.

Lemma inverse_monomial_spec env m : positive_exponents m = true -> monomial_value env m <> 0 -> good_monomial env m ->
  monomial_value env (inverse_monomial m) = / monomial_value env m /\ good_monomial env (inverse_monomial m).
Proof.
  induction m as [|[a k] m IH]; cbn [inverse_monomial positive_exponents forallb snd]; intros P H D.
  - simpl. split; [lra | apply empty_good].
  - apply andb_true_iff in P. destruct P as [P0 P]. apply Nat.ltb_lt in P0.
    assert (Ha : value env a <> 0) by (apply (monomial_value_nonzero env _ H a k); simpl; auto).
    simpl in H. assert (Hm : monomial_value env m <> 0) by (intros E; apply H; rewrite E; ring).
    assert (Dm : good_monomial env m) by (intros b l K; apply (D b l); simpl; auto).
    destruct (IH P Hm Dm) as [V G]. split.
    + assert (W : value env (TInvPow a 1) = / value env a) by (simpl; now rewrite Rmult_1_r).
      rewrite monomial_times_value, V. cbn [monomial_value]. rewrite W, pow_inv.
      field. split; [exact Hm | now apply pow_nonzero].
    + apply monomial_times_good; [|exact G]. intros b l [K|[]]. injection K as <- _.
      split; [apply (D a k); simpl; auto | exact Ha].
Qed.

(** The inverse of a polynomial that does not vanish. *)
Definition inverse (p : polynomial) : polynomial :=
  match p with
  | [(m, c)] => if positive_exponents m then [(inverse_monomial m, Qinv c)] else atom (TInvPow (argument p) 1)
  | (_, c) :: _ =>
      if is_zero c then atom (TInvPow (argument p) 1)
      else scaled [] (Qinv c) (atom (TInvPow (argument (scaled [] (Qinv c) p)) 1))
  | [] => atom (TInvPow (argument p) 1)
  end.

Lemma inverse_atom env t x : value env t = x -> x <> 0 -> defined env t ->
  polynomial_value env (atom (TInvPow t 1)) = / x /\ good env (atom (TInvPow t 1)).
Proof.
  intros <- H D. rewrite atom_value. simpl. rewrite Rmult_1_r. split; [reflexivity|]. now apply atom_good.
Qed.

Lemma scaled_inverse env c p : is_zero c = false -> polynomial_value env p <> 0 -> good env p ->
  polynomial_value env (scaled [] (Qinv c) (atom (TInvPow (argument (scaled [] (Qinv c) p)) 1))) =
    / polynomial_value env p
  /\ good env (scaled [] (Qinv c) (atom (TInvPow (argument (scaled [] (Qinv c) p)) 1))).
Proof.
  intros Z H D. pose proof (is_zero_false _ Z) as Hc.
  assert (N : ~ (c == 0)%Q) by (intros E; apply Hc; apply Qeq_eqR in E; rewrite E; unfold Q2R; simpl; lra).
  assert (E : value env (argument (scaled [] (Qinv c) p)) = / Q2R c * polynomial_value env p).
  { rewrite argument_value, scaled_value, Q2R_inv by exact N. simpl. ring. }
  destruct (inverse_atom env _ _ E) as [V G].
  { apply Rmult_integral_contrapositive_currified; [now apply Rinv_neq_0_compat | exact H]. }
  { apply argument_good, scaled_good; [apply empty_good | exact D]. }
  split.
  - rewrite scaled_value, V, Q2R_inv by exact N. simpl. field. split; assumption.
  - apply scaled_good; [apply empty_good | exact G].
Qed.

Lemma inverse_spec env p : polynomial_value env p <> 0 -> good env p ->
  polynomial_value env (inverse p) = / polynomial_value env p /\ good env (inverse p).
Proof.
  intros H G0. assert (D := inverse_atom env (argument p) _ (argument_value env p) H (argument_good env p G0)).
  destruct p as [|[m c] [|q p]]; [exact D| |].
  - simpl inverse. destruct (positive_exponents m) eqn:P; [|exact D].
    simpl in H. rewrite Rplus_0_r in H.
    assert (Hc : Q2R c <> 0) by (intros E; apply H; rewrite E; ring).
    assert (Hm : monomial_value env m <> 0) by (intros E; apply H; rewrite E; ring).
    assert (N : ~ (c == 0)%Q) by (intros E; apply Hc; apply Qeq_eqR in E; rewrite E; unfold Q2R; simpl; lra).
    apply good_cons in G0.
    destruct (inverse_monomial_spec env m P Hm (proj1 G0)) as [V G]. split.
    + simpl. rewrite V, Q2R_inv by exact N. field. split; assumption.
    + apply good_cons. split; [exact G | apply nil_good].
  - unfold inverse. destruct (is_zero c) eqn:Z; [exact D|]. now apply scaled_inverse.
Qed.

(** * An atom and its inverse *)

(** The exponent of an atom, and the rest. *)
Fixpoint strip (a : term) (m : monomial) : nat * monomial :=
  match m with
  | [] => (O, [])
  | (b, k) :: m => let (j, r) := strip a m in if same a b then ((k + j)%nat, r) else (j, (b, k) :: r)
  end.

Lemma strip_value env a m : monomial_value env m = value env a ^ fst (strip a m) * monomial_value env (snd (strip a m)).
Proof.
  induction m as [|[b k] m IH]; cbn [strip]; [simpl; ring|].
  destruct (strip a m) as [j r]. cbn [fst snd] in *. destruct (same a b) eqn:E; cbn [fst snd monomial_value]; rewrite IH.
  - apply same_eq in E. subst b. rewrite pow_add. ring.
  - ring.
Qed.

Lemma strip_good env a m : good_monomial env m -> good_monomial env (snd (strip a m)).
Proof.
  induction m as [|[b k] m IH]; cbn [strip]; auto. intros G.
  assert (Gm : good_monomial env m) by (intros c l H; apply (G c l); simpl; auto). specialize (IH Gm).
  destruct (strip a m) as [j r]. cbn [fst snd] in *. destruct (same a b); cbn [fst snd]; auto.
  intros c l [H|H]; [apply (G c l); simpl; auto | apply (IH c l H)].
Qed.

Definition with_power (a : term) (j : nat) (r : monomial) : monomial :=
  match j with O => r | S _ => monomial_times [(a, j)] r end.

Lemma with_power_value env a j r : monomial_value env (with_power a j r) = value env a ^ j * monomial_value env r.
Proof. destruct j as [|j]; [simpl; ring|]. unfold with_power. rewrite monomial_times_value. cbn [monomial_value]. ring. Qed.

Lemma with_power_good env a j r : defined env a -> good_monomial env r -> good_monomial env (with_power a j r).
Proof.
  intros D G. destruct j as [|j]; [exact G|]. apply monomial_times_good; [|exact G].
  intros b l [H|[]]. injection H as <- _. exact D.
Qed.

(** The monomial without what an atom and its inverse have in common. *)
Fixpoint cancel (todo m : monomial) : monomial :=
  match todo with
  | [] => m
  | (TInvPow b 1, _) :: todo =>
      let a := TInvPow b 1 in
      let (i, r) := strip a m in
      let (j, r) := strip b r in
      match i, j with
      | S _, S _ => cancel todo (with_power b (j - i) (with_power a (i - j) r))
      | _, _ => cancel todo m
      end
  | _ :: todo => cancel todo m
  end.

Lemma powers_cancel x i j : x <> 0 -> (/ x) ^ i * x ^ j = x ^ (j - i) * (/ x) ^ (i - j).
Proof.
  intros H. destruct (Nat.le_ge_cases i j) as [L|L].
  - replace (i - j)%nat with O by lia. replace j with (i + (j - i))%nat at 1 by lia.
    rewrite pow_add, pow_inv. simpl. field. now apply pow_nonzero.
  - replace (j - i)%nat with O by lia. replace i with (j + (i - j))%nat at 1 by lia.
    rewrite pow_add, pow_inv. simpl. field. now apply pow_nonzero.
Qed.

Lemma cancel_spec env todo : forall m, good_monomial env todo -> good_monomial env m ->
  monomial_value env (cancel todo m) = monomial_value env m /\ good_monomial env (cancel todo m).
Proof.
  induction todo as [|[a k] todo IH]; intros m T G; [split; [reflexivity | exact G]|].
  assert (T' : good_monomial env todo) by (intros c l H; apply (T c l); simpl; auto).
  assert (D : defined env a) by (apply (T a k); simpl; auto).
  destruct a as [| | | | | | |b [|[|n]]]; cbn [cancel]; try (now apply IH).
  pose proof (strip_value env (TInvPow b 1) m) as V. pose proof (strip_good env (TInvPow b 1) m G) as R.
  destruct (strip (TInvPow b 1) m) as [i r]. cbn [fst snd] in V, R.
  pose proof (strip_value env b r) as V'. pose proof (strip_good env b r R) as R'.
  destruct (strip b r) as [j r']. cbn [fst snd] in V', R'.
  destruct i as [|i]; [now apply IH|]. destruct j as [|j]; [now apply IH|]. destruct D as [D N].
  destruct (IH (with_power b (S j - S i) (with_power (TInvPow b 1) (S i - S j) r')) T') as [W H].
  { apply with_power_good; [exact D|]. apply with_power_good; [split; assumption | exact R']. }
  split; [|exact H]. rewrite W, !with_power_value, V, V', <- !Rmult_assoc.
  change (value env (TInvPow b 1)) with (/ (value env b ^ 1)). rewrite pow_1. now rewrite powers_cancel.
Qed.

Definition has_inverse (m : monomial) : bool :=
  existsb (fun f => match fst f with TInvPow _ 1 => true | _ => false end) m.

Fixpoint cancelled (p : polynomial) : polynomial :=
  match p with
  | [] => []
  | (m, c) :: p => sum [(if has_inverse m then cancel m m else m, c)] (cancelled p)
  end.

Lemma cancelled_spec env p : good env p -> polynomial_value env (cancelled p) = polynomial_value env p /\ good env (cancelled p).
Proof.
  induction p as [|[m c] p IH]; intros G; [split; [reflexivity | exact G]|].
  apply good_cons in G. destruct G as [Gm Gp]. destruct (IH Gp) as [V G'].
  destruct (cancel_spec env m m Gm Gm) as [W H]. cbn [cancelled]. split.
  - rewrite sum_value, V. cbn [polynomial_value]. destruct (has_inverse m); rewrite ?W; ring.
  - apply sum_good; [|exact G']. apply good_cons. split; [destruct (has_inverse m); assumption | apply nil_good].
Qed.
